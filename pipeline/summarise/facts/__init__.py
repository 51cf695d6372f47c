"""Facts that code alone can read off a paper.

A small model leaves most of them out and names some wrongly; here they come from the grid or the sentence that states
them, so that none is invented. They are checked like a model's facts all the same.
"""
