-- Plugins publicados: imutáveis, pelo resumo do conteúdo, que está no armazém de arquivos.
CREATE TABLE plugins (
    inquilino_id  UUID NOT NULL,
    -- BLAKE3 do componente.
    resumo        TEXT NOT NULL,
    nome          TEXT NOT NULL,
    versao        TEXT NOT NULL,
    -- Em bytes.
    tamanho       BIGINT NOT NULL,
    chave         TEXT NOT NULL,
    -- Como o plugin o dá (JSON).
    manifesto     TEXT NOT NULL,
    -- Quem assinou e a assinatura, em hexadecimal; nenhuma se não se assinou.
    chave_publica TEXT,
    assinatura    TEXT,
    publicado_por TEXT NOT NULL,
    data_criacao  BIGINT NOT NULL,
    PRIMARY KEY (inquilino_id, resumo)
);
CREATE INDEX plugins_por_nome ON plugins (inquilino_id, nome, data_criacao);

-- Qual versão de cada plugin vale, e qual se experimenta.
CREATE TABLE plugins_vigentes (
    inquilino_id     UUID NOT NULL,
    nome             TEXT NOT NULL,
    resumo           TEXT NOT NULL,
    -- A de antes, para reverter.
    anterior         TEXT,
    -- A que se experimenta, e em quantas de cada cem execuções.
    experimentada    TEXT,
    percentual       BIGINT NOT NULL,
    homologado_por   TEXT NOT NULL,
    revisao          BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    PRIMARY KEY (inquilino_id, nome)
);
