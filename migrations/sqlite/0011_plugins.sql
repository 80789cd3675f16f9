-- Plugins publicados: imutáveis, pelo resumo do conteúdo, que está no armazém de arquivos.
CREATE TABLE plugins (
    inquilino_id  BLOB NOT NULL,
    -- BLAKE3 do componente.
    resumo        TEXT NOT NULL,
    nome          TEXT NOT NULL,
    versao        TEXT NOT NULL,
    -- Em bytes.
    tamanho       INTEGER NOT NULL,
    chave         TEXT NOT NULL,
    -- Como o plugin o dá (JSON).
    manifesto     TEXT NOT NULL,
    -- Quem assinou e a assinatura, em hexadecimal; nenhuma se não se assinou.
    chave_publica TEXT,
    assinatura    TEXT,
    publicado_por TEXT NOT NULL,
    data_criacao  INTEGER NOT NULL,
    PRIMARY KEY (inquilino_id, resumo)
) STRICT;
CREATE INDEX plugins_por_nome ON plugins (inquilino_id, nome, data_criacao);

-- Qual versão de cada plugin vale, e qual se experimenta.
CREATE TABLE plugins_vigentes (
    inquilino_id     BLOB NOT NULL,
    nome             TEXT NOT NULL,
    resumo           TEXT NOT NULL,
    -- A de antes, para reverter.
    anterior         TEXT,
    -- A que se experimenta, e em quantas de cada cem execuções.
    experimentada    TEXT,
    percentual       INTEGER NOT NULL,
    homologado_por   TEXT NOT NULL,
    revisao          INTEGER NOT NULL,
    data_atualizacao INTEGER NOT NULL,
    PRIMARY KEY (inquilino_id, nome)
) STRICT;
