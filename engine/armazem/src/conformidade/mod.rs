//! A suíte que os dois bancos cumprem: uma função por garantia, chamada igual no SQLite e no PostgreSQL.
//!
//! Mudar uma garantia começa aqui. Cada função recebe um banco migrado e vazio, e estoura se a garantia não vale. Quem as chama é
//! [`conformidade!`](crate::conformidade!), em `tests/`.
//!
//! Não deve conhecer: em qual banco está rodando.

pub mod agenda;
pub mod anexos;
pub mod cadastro;
pub mod comentarios;
pub mod efeitos_unicos;
pub mod esquema;
pub mod eventos;
pub mod fila;
pub mod fluxos;
pub mod idempotencia;
pub mod ilegiveis;
pub mod instancias;
pub mod limites;
pub mod medida;
pub mod nos;
pub mod notificacoes;
mod palco;
pub mod plugins;
pub mod processos;
pub mod retencao;
pub mod sinais;
pub mod tarefas;
pub mod unidade;
pub mod webhooks;

/// Gera um teste por garantia. `$abrir` é uma função assíncrona que devolve `(Armazem, guarda)`; o banco vive enquanto a guarda vive.
#[macro_export]
macro_rules! conformidade {
    ($abrir:path) => {
        $crate::conformidade! { @regras $abrir,
            agenda {
                cada_hora_vence_uma_vez, cair_antes_de_confirmar_nao_perde_a_hora, um_disparo_por_agendamento_e_hora,
                disparo_vai_a_um_no_e_fecha_uma_vez, reserva_vencida_passa_a_outro, em_curso_e_o_disparo_ou_o_fluxo_dele,
                revisao_e_do_cadastro, agendamento_e_so_do_inquilino, paginas_em_ordem_de_nome,
            }
            anexos { so_da_tarefa_e_do_inquilino, so_se_segura_a_aberta_e_se_conhece_o_candidato }
            cadastro {
                unicidade_recusada_diz_qual, hash_antigo_continua_do_mesmo_cliente, cadastro_e_so_do_inquilino,
                revisao_velha_e_conflito, tentativas_de_entrar_bloqueiam, token_de_sessao_serve_uma_vez, estado_de_entrada_serve_uma_vez,
                paginas_cobrem_o_cadastro_sem_repetir,
            }
            comentarios { em_ordem_e_so_da_tarefa }
            efeitos_unicos { so_um_pretende, confirmado_guarda_a_saida_e_nao_se_esquece, esquecer_so_apaga_intencoes_da_instancia }
            eventos { historia_se_le_por_evento, lote_maior_que_um_comando_entra_inteiro }
            fila {
                cada_linha_vai_a_um_no_so, relato_de_concessao_velha_nao_vale, linha_nao_concedida_nao_se_conclui,
                so_aparece_quando_vence, maior_prioridade_sai_antes, visita_recolhida_some_da_fila, inquilino_alheio_nao_toca_a_fila,
                nascida_concedida_e_do_no, relato_velho_desfaz_o_lote, concluir_e_recolher_a_mesma_linha,
            }
            fluxos { publicar_o_mesmo_nao_cria_versao, versoes_crescem_por_nome_e_inquilino, publicar_ao_mesmo_tempo_da_uma_versao }
            idempotencia { a_chave_e_de_um_so, vencida_passa_a_outro, vencidos_se_apagam_em_levas }
            ilegiveis { estacionada_espera_com_a_fila_e_so_ela }
            instancias {
                uma_viva_por_chave, inicios_ao_mesmo_tempo_criam_uma, retrato_de_leitura_velha_e_conflito,
                encerrada_sai_das_vivas, vivas_por_fluxo_situacao_e_pagina, quem_trava_para_mudar_espera_a_vez, listar_da_mais_nova_a_mais_velha,
            }
            limites {
                simultaneos_nunca_passam_do_limite, por_minuto_conta_partidas_da_janela, chave_de_outro_inquilino_e_outra_chave,
                chave_cheia_nao_segura_as_outras,
            }
            medida { conta_o_que_esta_pronto_e_o_que_esta_concedido }
            nos { no_morto_devolve_o_que_tinha, soltar_devolve_so_o_do_no, esquecer_devolve_tudo, renovar_diz_se_a_validade_passou }
            notificacoes {
                pega_uma_vez_so, volta_depois_da_reserva, falha_repete_ou_desiste, paginas_sem_repetir, entrega_so_anda_para_a_frente,
                a_que_espera_um_resumo_nao_sai_sozinha,
            }
            plugins { publicada_nunca_muda, vigente_muda_sobre_a_que_se_leu }
            processos {
                um_por_cliente_e_mes, fatura_nova_apaga_a_aprovacao, filtros_e_paginas, processo_e_so_do_inquilino,
                execucao_interrompida_e_encerrada_pela_seguinte, execucao_encerra_uma_vez, linhas_e_arquivos_em_ordem,
            }
            retencao {
                a_velha_vai_inteira_e_o_resto_fica, o_processo_vai_inteiro, o_log_vai_e_a_execucao_fica, o_guardado_fica_ate_levantar,
                leva_respeita_o_limite_e_segue_da_marca, varios_nos_juntos_apagam_uma_vez, a_filha_espera_a_mae, o_pendente_nunca_vai,
                prazo_escolhido_e_do_inquilino, guarda_se_levanta_uma_vez, mes_velho_se_larga_quando_vazio,
            }
            sinais {
                a_mesma_chave_guarda_um, so_se_entrega_uma_vez, quem_chega_junto_com_a_espera_se_acha,
                a_escuta_mais_velha_e_do_inquilino, varredura_so_ve_quem_tem_a_quem_ir, expira_em_levas,
            }
            tarefas {
                uma_por_visita, fecha_uma_vez, vencida_continua_aberta, lista_por_candidato_e_pagina, lista_pelo_responsavel,
                da_tarefa_aberta_se_chega_a_instancia,
            }
            unidade {
                largada_sem_confirmar_se_desfaz, abertura_cancelada_nao_estraga_a_conexao, ler_nao_espera_quem_escreve,
                inquilino_inicial_nasce_uma_vez,
            }
            webhooks { nome_e_unico_e_revisao_velha_e_conflito, a_mesma_prova_se_aceita_uma_vez, o_recebido_e_so_do_inquilino }
        }
    };
    (@regras $abrir:path, $($assunto:ident { $($regra:ident),+ $(,)? })+) => {$(
        mod $assunto {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $regra() {
                    let (armazem, _guarda) = $abrir().await;
                    $crate::conformidade::$assunto::$regra(&armazem).await;
                    armazem.fechar().await;
                }
            )+
        }
    )+};
}
