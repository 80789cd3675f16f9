//! Tudo o que cresce tem um teto com nome. Ultrapassado, o plugin recebe `limite_excedido`.

use std::time::Duration;

/// Maior componente aceito. Interpretados (Python) chegam a 32 MB.
pub const PLUGIN_BYTES: u64 = 48 * 1024 * 1024;
/// Memória de um plugin compilado (Rust, QuickJS).
pub const MEMORIA_BYTES: usize = 64 * 1024 * 1024;
/// Memória de um plugin interpretado, que traz o interpretador consigo (os que importam WASI).
pub const MEMORIA_INTERPRETADO_BYTES: usize = 256 * 1024 * 1024;
/// Passo do relógio de épocas: de quanto em quanto um plugin em laço é interrompido.
pub const EPOCA: Duration = Duration::from_millis(10);
/// Processador que uma execução pode gastar dentro do WASM; o tempo esperando o navegador não conta.
pub const PROCESSADOR: Duration = Duration::from_secs(10);
/// Execuções de plugin ao mesmo tempo neste nó, com navegador ou sem. O excedente espera a vez.
pub const EXECUCOES_SIMULTANEAS: u32 = 64;
/// Bytes que uma chamada do plugin ao hospedeiro pode trazer.
pub const CHAMADA_BYTES: usize = 16 * 1024 * 1024;
/// Referências vivas (elementos, alvos, arquivos) por execução.
pub const REFERENCIAS: usize = 10_000;
/// Prazo de `descrever`, na carga.
pub const PRAZO_DESCREVER: Duration = Duration::from_secs(10);
/// Manifesto e resultado, em bytes de JSON.
pub const MANIFESTO_BYTES: usize = 1024 * 1024;
pub const RESULTADO_BYTES: usize = 1024 * 1024;

/// Pedidos WebDriver por execução, se a configuração não diz outro. O primeiro além dele é erro que o plugin vê; o segundo o derruba.
pub const COMANDOS: u32 = 5_000;
/// Registros na linha do tempo da evidência.
pub const LINHA_DO_TEMPO: usize = 5_000;
/// Linhas de log por execução, bytes ao todo e por linha.
pub const LOG_LINHAS: u32 = 10_000;
pub const LOG_BYTES: usize = 5 * 1024 * 1024;
pub const LOG_LINHA_BYTES: usize = 8 * 1024;

/// HTML, resultado de script e leituras em lote entregues ao plugin ou à evidência.
pub const TEXTO_BYTES: usize = 16 * 1024 * 1024;
/// Um arquivo.
pub const ARQUIVO_BYTES: usize = 50 * 1024 * 1024;
/// Todos os arquivos de uma execução.
pub const ARQUIVOS_BYTES: usize = 200 * 1024 * 1024;
/// Nome de arquivo, em bytes: cabe em qualquer sistema de arquivos, com folga para o que se lhe acrescente.
pub const NOME_DE_ARQUIVO: usize = 200;
/// Redirecionamentos de um `baixar-url`, e o prazo dele inteiro.
pub const REDIRECIONAMENTOS: usize = 10;
pub const PRAZO_BAIXAR: Duration = Duration::from_secs(120);

/// Prazo de uma espera quando o plugin não diz, e o maior que ele pode pedir.
pub const ESPERA_PADRAO: Duration = Duration::from_secs(30);
pub const ESPERA_MAXIMA: Duration = Duration::from_secs(30 * 60);
/// Quanto se espera pela primeira alternativa de um seletor antes de aceitar outra.
pub const CARENCIA: Duration = Duration::from_millis(1_500);
/// Intervalo entre duas olhadas na página: começa curto e se alonga.
pub const OLHADA_MINIMA: Duration = Duration::from_millis(50);
pub const OLHADA_MAXIMA: Duration = Duration::from_millis(250);

/// Momentos que o plugin pode marcar para a evidência.
pub const MARCAS: usize = 20;
/// Perguntas que uma execução pode fazer a pessoas, e o tamanho de cada uma.
pub const PERGUNTAS: u32 = 10;
pub const PERGUNTA_BYTES: usize = 16 * 1024;
/// De quanto em quanto se toca o navegador enquanto uma pessoa não responde. O Selenium Grid encerra a sessão muda por 300 s.
pub const ENTRE_TOQUES: Duration = Duration::from_secs(60);
/// Prazo de toda a coleta de evidência de uma falha.
pub const PRAZO_EVIDENCIA: Duration = Duration::from_secs(8);
/// Prazo do pedido que encerra uma sessão, e de os processos dela sumirem antes de serem mortos.
pub const PRAZO_DESCARTE: Duration = Duration::from_secs(3);
/// Prazo de o chromedriver local dizer em que porta escuta.
pub const PRAZO_CONDUTOR: Duration = Duration::from_secs(15);
/// Pausa antes de religar um chromedriver que morreu; dobra até o teto.
pub const RELIGAR_MINIMO: Duration = Duration::from_millis(200);
pub const RELIGAR_MAXIMO: Duration = Duration::from_secs(10);

/// Quanto um navegador aquecido espera quem o use antes de dar lugar a outro, e quanto se espera que ele responda ao ser pego.
pub const IDADE_DE_AQUECIDA: Duration = Duration::from_secs(15 * 60);
pub const PRAZO_DE_SAUDE: Duration = Duration::from_secs(2);
/// Conexões do navegador de uma execução ao mesmo tempo, e o prazo de abrir cada uma.
pub const CONEXOES_DO_NAVEGADOR: usize = 256;
pub const PRAZO_CONEXAO: Duration = Duration::from_secs(30);

/// Janelas abertas ao mesmo tempo, e arquivos na pasta de downloads, que um navegador pode ter; de quanto em quanto se olham.
pub const JANELAS: usize = 30;
pub const DOWNLOADS: usize = 50;
pub const ENTRE_RONDAS: Duration = Duration::from_secs(2);

/// Prazo de entrar numa caixa de correio (conexão, TLS e senha), e o de cada comando.
pub const PRAZO_CAIXA: Duration = Duration::from_secs(30);
pub const PRAZO_COMANDO_DE_CORREIO: Duration = Duration::from_secs(60);
/// Caixas abertas e comandos IMAP por execução.
pub const CAIXAS: u32 = 16;
pub const COMANDOS_DE_CORREIO: u32 = 5_000;
/// Mensagens de uma listagem, e quantas se o plugin não diz.
pub const MENSAGENS: usize = 500;
pub const MENSAGENS_PADRAO: usize = 50;
/// Mensagens que uma listagem olha, à procura das que servem.
pub const MENSAGENS_OLHADAS: usize = 5_000;
/// Uma mensagem, com os anexos.
pub const MENSAGEM_BYTES: usize = 25 * 1024 * 1024;
/// Tudo o que os servidores de correio mandam numa execução.
pub const CORREIO_BYTES: usize = 200 * 1024 * 1024;
/// Uma resposta IMAP, fora o conteúdo das mensagens, e os parênteses que ela pode abrir uns dentro dos outros.
pub const LINHA_DE_CORREIO_BYTES: usize = 1024 * 1024;
pub const PARENTESES_DE_CORREIO: usize = 32;
/// Anexos de uma mensagem.
pub const ANEXOS: usize = 50;
