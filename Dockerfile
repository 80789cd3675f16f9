# syntax=docker/dockerfile:1
# A Esteira e os seus plugins, com um Chromium para quem roda um nó só. No docker-compose.yml o navegador é outro contêiner.

FROM rust:1.95-bookworm AS construtor
RUN rustup target add wasm32-unknown-unknown
WORKDIR /fonte
COPY . .
# O cache de compilação fica no construtor, não na imagem; por isso se copia o que interessa para fora dele.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/fonte/target \
    --mount=type=cache,target=/fonte/alvo \
    cargo build --locked --release --package esteira \
    && target/release/esteira plugin construir plugins/* \
    && install -D target/release/esteira /saida/esteira \
    && install -D --mode=644 --target-directory=/saida/plugins alvo/plugins/*.wasm

FROM debian:bookworm-slim
# curl é da conferência de saúde; tini repassa sinais e recolhe os processos que o Chromium deixa.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        ca-certificates chromium chromium-driver chromium-sandbox curl fonts-liberation tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 esteira \
    && install --directory --owner=esteira --mode=700 /dados
COPY --from=construtor /saida/esteira /usr/local/bin/esteira
COPY --from=construtor /saida/plugins /plugins
USER esteira
WORKDIR /dados
VOLUME /dados
ENV ESTEIRA_PASTA=/dados \
    ESTEIRA_PLUGINS=/plugins \
    ESTEIRA_ESCUTA=0.0.0.0:8080 \
    ESTEIRA_DIARIO__JSON=true
EXPOSE 8080
# Pronto = o banco responde. Num nó `--papel trabalhador` não há API: desligue-a com `--no-healthcheck`.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:8080/api/saude/pronto"]
# O Chromium desta imagem mantém a sua caixa de areia, que o Docker padrão não deixa criar: rode com `--security-opt seccomp=unconfined`, ou
# aponte ESTEIRA_NAVEGADOR__URL para um navegador de fora.
ENTRYPOINT ["tini", "--", "esteira"]
CMD ["servir"]
