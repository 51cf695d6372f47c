"""Whole recipes in one sentence, as papers of many fields write them, each with all that it sets and nothing else."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.setting_sentences import of_sentence

RECIPES: list[tuple[str, str, set[tuple[str, str]]]] = [
    (
        "3.1 Architecture",
        "The denoiser is a CNN (4 blocks, 1.2M parameters); AdamW at a constant 5e-4, batch 64, 20000 steps, 3 seeds.",
        {
            ("optimizer", "AdamW"),
            ("learning rate", "5e-4"),
            ("learning rate schedule", "constant"),
            ("batch size", "64"),
            ("training steps", "20000"),
        },
    ),
    (
        "4 Transfer to Proteins",
        "Only the head changes: a U-Net of width 32, Adam at 3 × 10^{-4}, batch 96, 7000 steps, 5 seeds.",
        {
            ("optimizer", "Adam"),
            ("learning rate", "3 × 10^{-4}"),
            ("batch size", "96"),
            ("training steps", "7000"),
        },
    ),
    (
        "C Recipe",
        "LoRA rank 8, batch 32, lr 1e-4, 9k steps.",
        {("LoRA rank", "8"), ("batch size", "32"), ("learning rate", "1e-4"), ("training steps", "9k")},
    ),
    (
        "",
        "SGD with momentum 0.9, learning rate 0.05, weight decay 5e-4, batch size 256, 90 epochs.",
        {
            ("optimizer", "SGD"),
            ("momentum", "0.9"),
            ("learning rate", "0.05"),
            ("weight decay", "5e-4"),
            ("batch size", "256"),
            ("epochs", "90"),
        },
    ),
    (
        "Robot learning",
        "The policy is a diffusion transformer: AdamW, lr 3e-5, batch of 512, 150k iterations on 4 A100 GPUs.",
        {
            ("optimizer", "AdamW"),
            ("learning rate", "3e-5"),
            ("batch size", "512"),
            ("training steps", "150k"),
            ("GPUs", "4 A100"),
        },
    ),
    (
        "3.2 Surrogate",
        "Each surrogate is a four-layer MLP; Adafactor, learning rate 1e-3, batches of 50, 20,000 iterations.",
        {
            ("optimizer", "Adafactor"),
            ("learning rate", "1e-3"),
            ("batch size", "50"),
            ("training steps", "20,000"),
        },
    ),
    (
        "Speech",
        "Optimisation: Adam (2e-4), cosine decay, 4k warmup steps, batch 16, 200k updates, bf16.",
        {
            ("optimizer", "Adam"),
            ("learning rate", "2e-4"),
            ("learning rate schedule", "cosine"),
            ("warm-up", "4k"),
            ("batch size", "16"),
            ("training steps", "200k"),
            ("precision", "bf16"),
        },
    ),
    (
        "Fine-tuning",
        "QLoRA (r=64, α=128), batch size 8, lr=2e-4, 3 epochs, one H100.",
        {
            ("LoRA rank", "64"),
            ("LoRA alpha", "128"),
            ("batch size", "8"),
            ("learning rate", "2e-4"),
            ("epochs", "3"),
            ("GPUs", "one H100"),
        },
    ),
    (
        "B Details",
        "All adapters share one setting: LoRA on q and v, batch 12 (r=8 for the probe, r=24 for the released model).",
        {("batch size", "12"), ("LoRA rank", "8"), ("LoRA rank", "24")},
    ),
    (
        "A.2 Optimisation",
        "We used AdamW with a peak learning rate of 6e-4, β1=0.9, β2=0.95, weight decay 0.1, gradient clipping at 1.0.",
        {
            ("optimizer", "AdamW"),
            ("learning rate", "6e-4"),
            ("β_{1}", "0.9"),
            ("β_{2}", "0.95"),
            ("weight decay", "0.1"),
            ("gradient clipping", "1.0"),
        },
    ),
    (
        "Weather model",
        "The network was trained for 12 epochs with a batch size of 24 and a learning rate of 0.0005 using RMSProp.",
        {("epochs", "12"), ("batch size", "24"), ("learning rate", "0.0005"), ("optimizer", "RMSProp")},
    ),
    (
        "4.1 Setup",
        "Both use 8 denoising steps in bfloat16 precision.",
        {("sampling steps", "8"), ("precision", "bfloat16")},
    ),
    ("A Implementation Details", "Guidance scale 7.5, timestep shift 3.0.", {("guidance scale", "7.5")}),
    ("4.1 Setup", "Hardware: four NVIDIA RTX A5000 (24 GB) GPUs.", {("GPUs", "four NVIDIA RTX A5000")}),
    (
        "Implementation details",
        "During inference, we use a single NVIDIA H100 GPU and fix the batch size to 1 for all models.",
        {("GPUs", "a single NVIDIA H100"), ("batch size", "1")},
    ),
    (
        "Genomics",
        "Training ran 40 epochs (Adam, learning rate 1e-3, batch size 128, dropout 0.2).",
        {
            ("epochs", "40"),
            ("optimizer", "Adam"),
            ("learning rate", "1e-3"),
            ("batch size", "128"),
            ("dropout", "0.2"),
        },
    ),
    (
        "Training",
        "GRPO with group size 16, KL coefficient 0.01, lr 1e-6, 200 steps.",
        {("group size", "16"), ("KL coefficient", "0.01"), ("learning rate", "1e-6"), ("training steps", "200")},
    ),
    (
        "Setup",
        "Optimizer Muon, lr 0.02, batch size 512K tokens, 10000 steps.",
        {
            ("optimizer", "Muon"),
            ("learning rate", "0.02"),
            ("batch size", "512K"),
            ("training steps", "10000"),
        },
    ),
    (
        "Particle tagging",
        "We train with Lion (lr=1e-4) and a batch size of 1,024 for 30 epochs.",
        {("optimizer", "Lion"), ("learning rate", "1e-4"), ("batch size", "1,024"), ("epochs", "30")},
    ),
    (
        "Method",
        "Phase one runs 5k steps at 1e-4 with AdamW and a batch of 64.",
        {("training steps", "5k"), ("learning rate", "1e-4"), ("optimizer", "AdamW"), ("batch size", "64")},
    ),
    (
        "Controller",
        "PPO uses a discount factor of 0.99, GAE λ 0.95, a clip range of 0.2 and a learning rate of 3e-4.",
        {
            ("discount factor", "0.99"),
            ("GAE λ", "0.95"),
            ("clip range", "0.2"),
            ("learning rate", "3e-4"),
        },
    ),
    (
        "Decoding",
        "We decode with temperature 0.6, top-p 0.95 and at most 4,096 new tokens.",
        {("temperature", "0.6"), ("top-p", "0.95")},
    ),
    (
        "Medical segmentation",
        "Models are trained on 2×RTX 3090 for 300 epochs with SGD (momentum 0.99) and a learning rate of 0.01.",
        {
            ("GPUs", "2×RTX 3090"),
            ("epochs", "300"),
            ("optimizer", "SGD"),
            ("momentum", "0.99"),
            ("learning rate", "0.01"),
        },
    ),
    # what is no setting of the paper's own, or none at all
    ("Data synthesis", "Batch 3 was annotated by 12 experts in 2 hours.", set()),
    ("Results", "After 8000 steps the loss of batch 128 is 0.3.", set()),
    ("5 Ablation", "AdamW at 1e-3, batch 64, 2000 steps does worse.", set()),
    ("Background", "BERT used Adam with lr 1e-4, batch 256, 1M steps.", set()),
    ("Experiments", "Unlike ours, the baselines use SGD, lr 0.1, batch 256 and 90 epochs.", set()),
    ("D Training notes", "We fix it with a λ=0 group.", set()),
    ("D Training notes", "We set weight decay to 0 for the bias parameters.", set()),
    ("D Optimiser", "Embeddings and norms use a weight decay of 0.", set()),
    ("Training", "We keep a parameter group with λ = 0.", set()),
    ("Simulation", "The gas was held at a temperature of 300 K for 5000 steps.", set()),
    ("Theory", "Let SGD run with step size 0.1 for 100 steps.", set()),
    ("Evaluation", "Batches of 5 mice were housed for 3 weeks.", set()),
    ("Training", "The contrastive loss has a temperature of 0.07.", set()),
    ("Training", "We sweep the learning rate over 1e-3, 1e-4 and batch 32, 64.", set()),
    ("Analysis", "The model at step 300, batch 2, layer 12 attends to the subject.", set()),
    ("Cost", "One step takes 2.3 seconds on average.", set()),
    ("Introduction", "GPT-3 was trained with Adam, batch 3.2M, 300B tokens.", set()),
]


@pytest.mark.parametrize(("heading", "sentence", "expected"), RECIPES)
def test_a_recipe_is_read_whole(heading: str, sentence: str, expected: set[tuple[str, str]]) -> None:
    found = of_sentence(sentence, heading)
    assert {(f.name, sentence[f.start : f.end].strip(" ,.")) for f in found} == expected
