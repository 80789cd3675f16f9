# As tarefas do dia a dia. `make` sozinho mostra a lista.
#
# Tudo usa o perfil dev e a mesma seleção de pacotes: a primeira compilação é longa (uns 10 minutos em 2 núcleos) e serve a todas.

SHELL := /bin/sh
.DEFAULT_GOAL := ajuda
.PHONY: ajuda demo caos teste verificar plugins python medir servir limpar binarios

# Quem acabou de instalar o rustup ainda não o tem no PATH deste terminal.
export PATH := $(PATH):$(HOME)/.cargo/bin

ALVO := $(or $(CARGO_TARGET_DIR),target)
BINARIOS := $(ALVO)/debug
PLUGINS := alvo/plugins

# `--test portais` põe as dependências de teste na conta. Sem isso o cargo escolheria outros recursos para uns 80 crates, e
# `make teste` os compilaria de novo.
COMPILAR := cargo build --workspace --bins --test portais

# O nextest é opcional: mais rápido e mais claro, mas não roda os exemplos da documentação.
ifneq ($(shell command -v cargo-nextest 2>/dev/null),)
TESTAR := cargo test --workspace --doc --quiet && cargo nextest run --workspace
else
TESTAR := cargo test --workspace
endif

ajuda: ## mostra esta lista
	@printf 'make …\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

demo: ## sobe tudo sozinha e leva faturas do portal da operadora ao SAT, à vista
	@.ci/preparar rust wasm navegador
	@$(MAKE) --no-print-directory plugins
	$(BINARIOS)/demo

teste: ## constrói os plugins e roda todos os testes, com Chromium e PostgreSQL de verdade
	@.ci/preparar rust wasm navegador postgres correio python javascript
	@$(MAKE) --no-print-directory plugins
	@$(MAKE) --no-print-directory python
	$(TESTAR)

verificar: ## o que tem de passar antes de entregar: formato, clippy, rustdoc, plugins e testes
	@.ci/preparar
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps
	@$(MAKE) --no-print-directory teste

plugins: binarios ## constrói os plugins de plugins/ em alvo/plugins/
	$(BINARIOS)/esteira plugin construir plugins/* --saida $(PLUGINS)

python: ## testa o SDK de Python com o selenium leve; com o de verdade e num navegador, quem o testa é tests/plugins
	@.ci/preparar python
	PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=sdk/python:sdk/python/leve python3 -m unittest discover --start-directory sdk/python/testes

servir: ## põe a Esteira no ar em http://127.0.0.1:8080, com os dados em ./dados
	@.ci/preparar rust wasm navegador
	@$(MAKE) --no-print-directory plugins
	ESTEIRA_PASTA=dados ESTEIRA_PLUGINS=$(PLUGINS) $(BINARIOS)/esteira servir

medir: ## mede o motor, num SQLite de teste (outro banco: make medir ESTEIRA_BANCO=postgres://…), o navegador e a busca com milhões
	@.ci/preparar rust wasm navegador postgres python javascript
	cargo build --release --package esteira
	rm -rf alvo/medida
	ESTEIRA_PASTA=alvo/medida $(ALVO)/release/esteira medir
	cargo test --workspace --test rpa --test plugins --test busca -- --ignored --nocapture medir

caos: ## três nós num PostgreSQL, mortos, congelados e com o banco reiniciado por minutos, sobre milhares de instâncias
	@.ci/preparar rust wasm navegador postgres
	@$(MAKE) --no-print-directory plugins
	CAOS_INSTANCIAS=$(or $(INSTANCIAS),3000) CAOS_SEGUNDOS=$(or $(SEGUNDOS),300) cargo test --workspace --test caos -- --nocapture

limpar: ## apaga o que se compilou; ./dados fica
	cargo clean
	rm -rf alvo

binarios:
	@.ci/preparar rust wasm
	$(COMPILAR)
