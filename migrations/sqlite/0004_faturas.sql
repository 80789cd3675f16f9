-- Processos mensais, execuções e notificações.

CREATE TABLE processos (
    id                      BLOB PRIMARY KEY,
    inquilino_id            BLOB NOT NULL REFERENCES inquilinos (id),
    cliente_id              BLOB NOT NULL REFERENCES clientes (id),
    operadora_id            BLOB NOT NULL REFERENCES operadoras (id),
    -- A instância viva deste processo; some e volta quando um processo cancelado recomeça.
    instancia_id            BLOB,
    -- O hash do cliente quando o processo nasceu.
    hash_unico              TEXT NOT NULL,
    mes_ano                 TEXT NOT NULL,
    status_processo         TEXT NOT NULL CHECK (status_processo IN (
        'AGUARDANDO_DOWNLOAD', 'AGUARDANDO_APROVACAO', 'AGUARDANDO_ENVIO_SAT', 'UPLOAD_REALIZADO',
        'REJEITADO', 'FALHOU', 'CANCELADO')),
    url_fatura              TEXT,
    caminho_s3_fatura       TEXT,
    resumo_fatura           TEXT,
    nome_fatura             TEXT,
    -- O primeiro da fatura, se ela traz algum: a mesma conta em dois processos é erro.
    codigo_barras           TEXT,
    data_vencimento         TEXT,
    -- Em centavos.
    valor_fatura            INTEGER,
    conferencia             TEXT,
    aprovado_por_usuario_id BLOB,
    data_aprovacao          INTEGER,
    enviado_para_sat        INTEGER NOT NULL,
    data_envio_sat          INTEGER,
    comprovante_sat         TEXT,
    upload_manual           INTEGER NOT NULL,
    criado_automaticamente  INTEGER NOT NULL,
    observacoes             TEXT,
    -- Por que está FALHOU ou REJEITADO.
    motivo                  TEXT,
    criado_por_usuario_id   BLOB,
    data_criacao            INTEGER NOT NULL,
    data_atualizacao        INTEGER NOT NULL,
    CONSTRAINT processos_um_por_mes UNIQUE (inquilino_id, cliente_id, mes_ano)
) STRICT;
-- Com a operadora junto, o painel conta o mês sem abrir a tabela.
CREATE INDEX processos_por_mes ON processos (inquilino_id, mes_ano, status_processo, operadora_id);
CREATE INDEX processos_por_instancia ON processos (instancia_id);
-- A lista vem do mais novo ao mais velho; um índice para cada filtro que sozinho ainda deixa muitos.
CREATE INDEX processos_recentes ON processos (inquilino_id, id);
CREATE INDEX processos_recentes_do_mes ON processos (inquilino_id, mes_ano, id);
CREATE INDEX processos_recentes_do_status ON processos (inquilino_id, status_processo, id);
CREATE INDEX processos_recentes_da_operadora ON processos (inquilino_id, operadora_id, id);
CREATE INDEX processos_por_criacao ON processos (inquilino_id, data_criacao, id);
CREATE INDEX processos_criados_por ON processos (inquilino_id, criado_por_usuario_id, id) WHERE criado_por_usuario_id IS NOT NULL;
CREATE INDEX processos_aprovados_por ON processos (inquilino_id, aprovado_por_usuario_id, id) WHERE aprovado_por_usuario_id IS NOT NULL;
CREATE INDEX processos_por_arquivo ON processos (inquilino_id, resumo_fatura) WHERE resumo_fatura IS NOT NULL;
CREATE INDEX processos_por_codigo_barras ON processos (inquilino_id, codigo_barras) WHERE codigo_barras IS NOT NULL;

CREATE TABLE execucoes (
    id                       BLOB PRIMARY KEY,
    inquilino_id             BLOB NOT NULL REFERENCES inquilinos (id),
    processo_id              BLOB NOT NULL REFERENCES processos (id),
    -- A linha da fila que a pediu; nenhuma no upload manual.
    item_id                  BLOB,
    tipo_execucao            TEXT NOT NULL CHECK (tipo_execucao IN ('DOWNLOAD_FATURA', 'UPLOAD_SAT', 'UPLOAD_MANUAL')),
    status_execucao          TEXT NOT NULL CHECK (status_execucao IN (
        'EXECUTANDO', 'CONCLUIDO', 'FALHOU', 'TENTANDO_NOVAMENTE', 'CANCELADO', 'TIMEOUT')),
    parametros_entrada       TEXT NOT NULL,
    resultado_saida          TEXT,
    mensagem_log             TEXT,
    url_arquivo_s3           TEXT,
    numero_tentativa         INTEGER NOT NULL,
    detalhes_erro            TEXT,
    -- O código dentro de `detalhes_erro`, para procurar e contar por ele.
    codigo_erro              TEXT,
    plugin                   TEXT,
    plugin_resumo            TEXT,
    executado_por_usuario_id BLOB,
    ip_origem                TEXT,
    user_agent               TEXT,
    data_inicio              INTEGER NOT NULL,
    data_fim                 INTEGER,
    data_criacao             INTEGER NOT NULL,
    data_atualizacao         INTEGER NOT NULL
) STRICT;
CREATE INDEX execucoes_por_processo ON execucoes (processo_id, data_criacao);
CREATE INDEX execucoes_recentes ON execucoes (inquilino_id, id);
CREATE INDEX execucoes_por_inicio ON execucoes (inquilino_id, data_inicio, tipo_execucao, status_execucao);
CREATE INDEX execucoes_por_item ON execucoes (item_id) WHERE status_execucao = 'EXECUTANDO';

CREATE TABLE execucao_linhas (
    inquilino_id BLOB NOT NULL,
    execucao_id  BLOB NOT NULL,
    numero       INTEGER NOT NULL,
    quando       INTEGER NOT NULL,
    nivel        TEXT NOT NULL,
    etapa        TEXT,
    mensagem     TEXT NOT NULL,
    campos       TEXT NOT NULL,
    PRIMARY KEY (execucao_id, numero)
) STRICT;

-- Faturas, capturas, HTML, linha do tempo: o conteúdo está no armazém de arquivos.
CREATE TABLE execucao_arquivos (
    id           BLOB PRIMARY KEY,
    inquilino_id BLOB NOT NULL REFERENCES inquilinos (id),
    execucao_id  BLOB NOT NULL REFERENCES execucoes (id),
    rotulo       TEXT NOT NULL,
    nome         TEXT NOT NULL,
    tipo_mime    TEXT NOT NULL,
    chave        TEXT NOT NULL,
    tamanho      INTEGER NOT NULL,
    data_criacao INTEGER NOT NULL
) STRICT;
CREATE INDEX execucao_arquivos_por_execucao ON execucao_arquivos (execucao_id);

-- Caixa de saída e histórico: nasce na mesma transação do que aconteceu, sai depois do commit.
CREATE TABLE notificacoes (
    id               BLOB PRIMARY KEY,
    inquilino_id     BLOB NOT NULL REFERENCES inquilinos (id),
    processo_id      BLOB,
    tipo_notificacao TEXT NOT NULL CHECK (tipo_notificacao IN ('EMAIL', 'WHATSAPP', 'TELEGRAM', 'SLACK')),
    destinatario     TEXT NOT NULL,
    assunto          TEXT NOT NULL,
    mensagem         TEXT NOT NULL,
    status_envio     TEXT NOT NULL CHECK (status_envio IN ('PENDENTE', 'ENVIADO', 'FALHOU')),
    tentativas_envio INTEGER NOT NULL,
    proxima_tentativa INTEGER NOT NULL,
    data_envio       INTEGER,
    mensagem_erro    TEXT,
    data_criacao     INTEGER NOT NULL,
    data_atualizacao INTEGER NOT NULL
) STRICT;
CREATE INDEX notificacoes_pendentes ON notificacoes (proxima_tentativa) WHERE status_envio = 'PENDENTE';
CREATE INDEX notificacoes_recentes ON notificacoes (inquilino_id, data_criacao, id);
CREATE INDEX notificacoes_por_processo ON notificacoes (processo_id) WHERE processo_id IS NOT NULL;
