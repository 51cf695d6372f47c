# Everything that README promises. On a fresh machine: Python 3.11+, make, and the package index.
.PHONY: help digest sample test test-llm check format clean prompt-gate prompt-record prompt-accept facts-gate \
	facts-accept messages lock

# the first of these that is 3.11 or newer and can make a virtual environment
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DATE ?=
TEST_MODEL ?= qwen2.5-coder-0.5b

# in Chinese, but where the locale names another language, as ribao itself
LOCALE := $(firstword $(RIBAO_LANG) $(LC_ALL) $(LC_MESSAGES) $(LANG) C)
CHINESE := $(filter zh% C C.% POSIX,$(LOCALE))

help:
ifeq ($(CHINESE),)
	@echo "make digest             the bundled sample day with the embedded model"
	@echo "make digest DATE=...    the real day, from Hugging Face and arXiv"
	@echo "make test               every test that needs neither network nor weights"
	@echo "make test-llm           the tests with the real local model"
	@echo "make facts-gate         what code reads off the sample papers: fails with the difference to what it read before"
	@echo "make prompt-gate        the committed prompts on recorded replies: fails when they became worse"
	@echo "make check              formatting, lint, types, layers"
	@echo "make lock               constraints.txt with the hashes of all files, which is what gets installed"
	@echo "make messages           the catalogue of messages brought up to date: fill in what is empty"
else
	@echo "make digest             用自带的模型做仓库里的样例日"
	@echo "make digest DATE=...    做真实的一天，从 Hugging Face 和 arXiv"
	@echo "make test               不需要网络和权重的全部测试"
	@echo "make test-llm           用真的本地模型的测试"
	@echo "make facts-gate         代码从样例论文读出的事实：与以前不同就失败，并列出不同"
	@echo "make prompt-gate        仓库里的提示词在录下的回答上的得分：变差就失败"
	@echo "make check              格式、静态检查、类型、层次"
	@echo "make lock               constraints.txt 连同全部文件的哈希，安装时只装这些"
	@echo "make messages           更新信息的译文目录：把空着的填上"
endif

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "ribao needs Python 3.11 or newer with venv (on Debian: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv .venv

PO := pipeline/messages/locale/zh_CN/LC_MESSAGES/ribao.po

# every file that comes is one of those whose hash is in lock/; the installation compiles the messages
.venv/.installed: .venv/bin/python pyproject.toml setup.py lock/base.txt $(PO)
	$(PIP) install -q --require-hashes -r lock/base.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: .venv/.installed lock/dev.txt
	$(PIP) install -q --require-hashes -r lock/dev.txt
	@touch $@

LOCK = $(BIN)/python -m uv pip compile pyproject.toml lock/build.in --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header -q -c constraints.txt

# after a change of a requirement or of a pin; uv is a tool of this target alone
lock: .venv/.installed
	$(PIP) install -q -c constraints.txt uv
	$(LOCK) -o lock/base.txt
	$(LOCK) --extra dev -o lock/dev.txt

digest: .venv/.installed
ifeq ($(DATE),)
	$(BIN)/ribao models pull
	$(BIN)/python -m tests.sample_digest
else
	$(BIN)/ribao run --date $(DATE)
endif

test: .venv/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not llm"

# a second model server (53 MB), which only test-llm needs: it has wheels for few machines, and elsewhere is skipped
.venv/.installed-server: .venv/.installed-dev
	@if $(PIP) install -q -c constraints.txt -e '.[test-llm]'; then touch $@; \
	else echo "no second model server for this machine: its tests are skipped"; fi

test-llm: .venv/.installed-dev .venv/.installed-server
	$(BIN)/ribao models pull $(TEST_MODEL)
	RIBAO_LOCAL_MODEL=$(TEST_MODEL) $(BIN)/python -m pytest -m llm -rs

check: .venv/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# the text, the tables and the facts of the committed papers beside tests/fixtures/sample/golden
facts-gate: .venv/.installed-dev
	$(BIN)/python -m tests.sample_golden

facts-accept: .venv/.installed-dev
	$(BIN)/python -m tests.sample_golden --accept
	git diff --stat -- tests/fixtures/sample/golden

# the committed prompts on the committed recordings, without weights; see docs/prompt-lab.md
PROMPT = env -u OPENAI_API_KEY -u OPENAI_BASE_URL $(BIN)/ribao prompt
PROMPT_MODEL ?= qwen2.5-coder-1.5b
PROMPT_SCORES = tests/fixtures/prompt-scores.json

prompt-gate: .venv/.installed-dev
	$(PROMPT) compare $(PROMPT_SCORES) committed --model $(PROMPT_MODEL) --gate --no-unused

# goes on where it stopped; what no committed prompt asks any more is removed at the end
prompt-record: .venv/.installed-dev
	$(BIN)/ribao models pull $(PROMPT_MODEL)
	$(PROMPT) eval --model $(PROMPT_MODEL) --record --prune

prompt-accept: .venv/.installed-dev
	$(PROMPT) eval --model $(PROMPT_MODEL) --no-unused --json $(PROMPT_SCORES)

messages: .venv/.installed-dev
	$(BIN)/python -m tests.catalogue

format: .venv/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
