//! Uma sequência: o que já se fez, e o que sortear a seguir. Sorteia o bastante de acertos para andar, e de enganos para ser recusada.

use std::sync::Arc;
use std::time::Duration;

use esteira_armazem::fila::{Concedido, ItemNovo, TipoDeItem};
use esteira_armazem::motor::{
    DecisaoGuardada, FiltroDeTarefas, Gravacao, InstanciaNova, ItemConcluido, Origem, Retrato, Tarefa, TarefaAberta,
    TarefaFechada,
};
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId, NoId};
use uuid::Uuid;

use crate::operacao::{Operacao, Resposta};
use crate::sorteio::Sorteio;

const COMECO: Instante = Instante::de_micros(1_795_000_000_000_000);
const CHAVES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const LIMITES: [(&str, Option<u32>, Option<u32>); 3] =
    [("portal/OI", Some(2), None), ("portal/VIVO", None, Some(3)), ("portal/SAT", Some(1), Some(2))];
const NOS: [NoId; 3] = [NoId(Uuid::from_u128(1)), NoId(Uuid::from_u128(2)), NoId(Uuid::from_u128(3))];
const TIPOS: [TipoDeItem; 3] = [TipoDeItem::Trabalho, TipoDeItem::Leve, TipoDeItem::Temporizador];
const PAPEIS: [&str; 3] = ["papel:A", "papel:B", "usuario:ana"];

/// Uma instância viva, com quantos eventos tem.
type Viva = (Arc<Origem>, i64);

pub struct Sequencia {
    pub inquilino: InquilinoId,
    /// Todas as que já se quis que nascessem.
    pub instancias: Vec<InstanciaId>,
    /// Todas as visitas que já tiveram linha na fila.
    pub visitas: Vec<(InstanciaId, u32)>,
    sorteio: Sorteio,
    agora: Instante,
    /// Faz ids, visitas e frações de segundo que não se repetem: empate na ordem da fila cada banco desfaria a seu modo.
    contador: u64,
    vivas: Vec<Viva>,
    tarefas: Vec<TarefaAberta>,
    concedidos: Vec<Concedido>,
}

impl Sequencia {
    pub fn nova(semente: u64) -> Self {
        let (instancias, visitas, vivas, tarefas, concedidos) = Default::default();
        let inquilino = InquilinoId(Uuid::from_u128(1 << 100 | u128::from(semente)));
        let sorteio = Sorteio::novo(semente);
        Self {
            inquilino,
            instancias,
            visitas,
            sorteio,
            agora: COMECO,
            contador: semente << 32,
            vivas,
            tarefas,
            concedidos,
        }
    }

    pub fn agora(&self) -> Instante {
        self.agora
    }

    pub fn sortear(&mut self) -> Operacao {
        self.agora = self.agora.mais(Duration::from_secs(self.sorteio.ate(30)));
        let no = *self.sorteio.um_de(&NOS).unwrap_or(&NOS[0]);
        let tipo = *self.sorteio.um_de(&TIPOS).unwrap_or(&TIPOS[0]);
        match self.sorteio.ate(20) {
            0..=7 => Operacao::Gravar(self.lote()),
            8 => Operacao::GravarNaUnidade { confirmar: !self.sorteio.um_em(3), lote: self.lote() },
            9..=12 => Operacao::Conceder { no, tipo, quantos: 1 + self.sorteio.ate(4) as u32 },
            13 => match self.sorteio.um_de(&self.concedidos).cloned() {
                Some(concedido) => Operacao::Devolver(concedido),
                None => Operacao::RecolherDeNosMortos,
            },
            14 => match self.sorteio.ate(5) {
                0 | 1 => Operacao::RenovarNo(no),
                2 => Operacao::SoltarNo(no),
                3 => Operacao::RecolherDeNosMortos,
                _ => Operacao::EsquecerNos,
            },
            15 => {
                if self.sorteio.um_em(3) {
                    Operacao::LimparPartidas
                } else {
                    Operacao::ProximaVisivel(tipo)
                }
            }
            16 => Operacao::Vigentes(self.concedidos.iter().map(concluido).collect()),
            17 => {
                let tarefas = self.tarefas.iter().map(|aberta| aberta.tarefa.id.into()).collect();
                Operacao::LerLote(self.instancias.clone(), tarefas)
            }
            18 => {
                let novas = CHAVES.map(|chave| nova(InstanciaId(Uuid::nil()), chave));
                Operacao::ChavesVivas(novas.into())
            }
            _ => self.listar(),
        }
    }

    fn listar(&mut self) -> Operacao {
        let limite = 1 + self.sorteio.ate(5) as u32;
        if self.sorteio.um_em(2) {
            let situacoes = [None, Some("EM_ANDAMENTO"), Some("CONCLUIDA"), Some("FALHOU"), Some("PRECISA_DE_ATENCAO")];
            return Operacao::Instancias(*self.sorteio.um_de(&situacoes).unwrap_or(&None), limite);
        }
        let situacoes = [None, Some("ABERTA".to_owned()), Some("CONCLUIDA".to_owned())];
        let quantos = self.sorteio.ate(3) as usize;
        Operacao::Tarefas(FiltroDeTarefas {
            situacao: self.sorteio.um_de(&situacoes).cloned().flatten(),
            candidatos: PAPEIS.iter().take(quantos).map(|papel| (*papel).to_owned()).collect(),
            com_quem: None,
            depois_de: self.sorteio.um_de(&self.tarefas).map(|aberta| aberta.tarefa.id),
            limite,
        })
    }

    /// Um lote: nascem, mudam e encerram instâncias, com o que vai junto.
    fn lote(&mut self) -> Gravacao {
        let mut lote = Gravacao::default();
        for _ in 0..self.sorteio.ate(3) {
            self.nascer(&mut lote);
        }
        for viva in self.vivas.clone() {
            if self.sorteio.um_em(3) {
                self.mudar(&mut lote, &viva);
            }
        }
        for concedido in self.concedidos.clone() {
            // Um número de concessão errado, de vez em quando: o lote inteiro se recusa.
            if self.sorteio.um_em(4) {
                let mut concluido = concluido(&concedido);
                concluido.concessao += i64::from(self.sorteio.um_em(15));
                lote.concluidos.push(concluido);
            }
        }
        for (instancia, visita) in self.visitas.clone() {
            if self.sorteio.um_em(12) {
                lote.recolhidas.push((self.inquilino, instancia, visita));
            }
        }
        for id in self.instancias.clone() {
            if self.sorteio.um_em(8) {
                lote.suspensas.push((self.inquilino, id, self.sorteio.um_em(2)));
            }
        }
        for aberta in self.tarefas.clone() {
            match self.sorteio.ate(6) {
                0 => lote.tarefas_mudadas.push(self.mudada(aberta)),
                1 => lote.tarefas_fechadas.push(TarefaFechada { fechada: self.fechada(aberta), estava_aberta: true }),
                _ => {}
            }
        }
        lote
    }

    fn nascer(&mut self, lote: &mut Gravacao) {
        let chave = self.sorteio.um_de(&CHAVES).copied().unwrap_or("a");
        let InstanciaNova { id, fluxo_id, fluxo_nome, chave } = nova(InstanciaId(self.id()), chave);
        // Duas com a mesma chave no mesmo lote é o consolidador quem não deixa.
        if lote.retratos.iter().any(|retrato| retrato.sequencia_lida.is_none() && retrato.origem.chave == chave) {
            return;
        }
        let origem = Origem { inquilino: self.inquilino, id, fluxo_id, fluxo_nome, chave, data_criacao: self.agora };
        self.retratar(lote, Arc::new(origem), None, 0);
    }

    fn mudar(&mut self, lote: &mut Gravacao, (origem, sequencia): &Viva) {
        // De vez em quando, sobre uma leitura velha.
        let lida = sequencia - i64::from(self.sorteio.um_em(20));
        self.retratar(lote, origem.clone(), Some(lida), *sequencia);
    }

    fn retratar(&mut self, lote: &mut Gravacao, origem: Arc<Origem>, lida: Option<i64>, antes: i64) {
        let id = origem.id;
        let situacoes = ["EM_ANDAMENTO", "EM_ANDAMENTO", "PRECISA_DE_ATENCAO", "DESFAZENDO", "CONCLUIDA", "FALHOU"];
        let mut situacao = self.sorteio.um_de(&situacoes).copied().unwrap_or("EM_ANDAMENTO");
        // Uma que encerra e outra que nasce com a chave dela, no mesmo lote: a ordem é do banco, e as duas respostas valem.
        if lida.is_some() && lote.retratos.iter().any(|nasce| nasce.origem.chave == origem.chave) {
            situacao = "EM_ANDAMENTO";
        }
        let eventos = 1 + self.sorteio.ate(3) as i64;
        let lista: Vec<_> = (0..eventos).map(|n| format!(r#"{{"tipo":"e{n}","ação":"é"}}"#)).collect();
        lote.historico.push(DecisaoGuardada {
            inquilino: self.inquilino,
            instancia: id,
            // O que se recusou não deixa buraco que importe aqui: basta que nunca se repita.
            sequencia: self.contar() as i64,
            eventos: format!("[{}]", lista.join(",")),
        });
        lote.retratos.push(Retrato {
            origem,
            situacao,
            viva: !matches!(situacao, "CONCLUIDA" | "FALHOU"),
            estado: format!(r#"{{"n":{}}}"#, self.contar()),
            estado_de_negocio: (!self.sorteio.um_em(3)).then(|| "ESPERANDO".to_owned()),
            mae: None,
            sequencia_lida: lida,
            sequencia: antes + eventos,
        });
        for _ in 0..self.sorteio.ate(3) {
            let item = self.item(id);
            lote.itens.push(item);
        }
        if self.sorteio.um_em(3) {
            let tarefa = self.tarefa(id);
            lote.tarefas_abertas.push(tarefa);
        }
    }

    fn item(&mut self, instancia: InstanciaId) -> ItemNovo {
        let tipo = *self.sorteio.um_de(&TIPOS).unwrap_or(&TIPOS[0]);
        let limite = self.sorteio.um_de(&LIMITES).filter(|_| tipo == TipoDeItem::Trabalho);
        let segundos = Duration::from_secs(self.sorteio.ate(90));
        let fracao = Duration::from_micros(self.contar() & 0xf_ffff);
        ItemNovo {
            id: ItemId(self.id()),
            inquilino: self.inquilino,
            instancia,
            visita: self.sorteio.ate(4) as u32,
            tipo,
            carga: "{}".into(),
            visivel_em: self.agora.menos(Duration::from_secs(30)).mais(segundos + fracao),
            prioridade: self.sorteio.ate(3) as i32 - 1,
            limite: limite.map(|(chave, simultaneos, por_minuto)| ((*chave).to_owned(), *simultaneos, *por_minuto)),
            concedida_a: self.sorteio.um_de(&NOS).copied().filter(|_| limite.is_none()),
            suspensa: self.sorteio.um_em(6),
        }
    }

    fn tarefa(&mut self, instancia: InstanciaId) -> TarefaAberta {
        let quantos = 1 + self.sorteio.ate(2) as usize;
        let tarefa = Tarefa {
            id: self.id(),
            instancia_id: instancia.0,
            visita: self.contar() as i64,
            passo: "triar".into(),
            titulo: "Triar".into(),
            papeis: r#"["A","B"]"#.into(),
            dados: "{}".into(),
            decisoes: "[]".into(),
            formulario: self.sorteio.um_em(2).then(|| "{}".to_owned()),
            usuarios: r#"["ana"]"#.into(),
            responsavel_id: None,
            responsavel_nome: None,
            votos: "[]".into(),
            situacao: "ABERTA".into(),
            vencida: false,
            vence_em: self.sorteio.um_em(2).then(|| self.agora.micros()),
            decisao: None,
            decidida_por: None,
            decidida_em: None,
            revisao: 1,
            data_criacao: self.agora.micros(),
        };
        let candidatos = PAPEIS.iter().take(quantos).map(|papel| (*papel).to_owned()).collect();
        TarefaAberta { inquilino: self.inquilino, tarefa, candidatos }
    }

    fn mudada(&mut self, mut aberta: TarefaAberta) -> TarefaAberta {
        aberta.tarefa.revisao += 1;
        aberta.tarefa.vencida |= self.sorteio.um_em(2);
        aberta.tarefa.responsavel_id = self.sorteio.um_em(2).then(|| "ana".to_owned());
        aberta.tarefa.responsavel_nome = aberta.tarefa.responsavel_id.clone();
        aberta.candidatos = PAPEIS.iter().map(|papel| (*papel).to_owned()).collect();
        aberta
    }

    fn fechada(&mut self, mut aberta: TarefaAberta) -> TarefaAberta {
        let decidida = !self.sorteio.um_em(3);
        let tarefa = &mut aberta.tarefa;
        tarefa.situacao = if decidida { "CONCLUIDA" } else { "CANCELADA" }.into();
        tarefa.decisao = decidida.then(|| "aprovar".to_owned());
        tarefa.decidida_por = Some("ana".into());
        tarefa.decidida_em = Some(self.agora.micros());
        tarefa.revisao += 1;
        aberta
    }

    /// Anota o que a operação mudou, se mudou.
    pub fn aprender(&mut self, operacao: Operacao, resposta: Resposta) {
        match (operacao, resposta) {
            (Operacao::Conceder { .. }, Resposta::Concedidos(novos)) => self.concedidos.extend(novos),
            (Operacao::Gravar(lote) | Operacao::GravarNaUnidade { lote, confirmar: true }, Resposta::Feito) => {
                self.gravado(lote);
            }
            // O que já não está na mão de ninguém quase sempre se esquece: senão todo lote acabaria recusado.
            (Operacao::EsquecerNos | Operacao::RecolherDeNosMortos | Operacao::SoltarNo(_), _) => {
                self.concedidos.truncate(1);
            }
            (Operacao::Devolver(devolvido), _) if !self.sorteio.um_em(4) => {
                self.concedidos.retain(|concedido| *concedido != devolvido);
            }
            _ => {}
        }
    }

    fn gravado(&mut self, lote: Gravacao) {
        self.concedidos.retain(|concedido| {
            let recolhida = (concedido.inquilino, concedido.instancia, concedido.visita);
            !lote.concluidos.contains(&concluido(concedido)) && !lote.recolhidas.contains(&recolhida)
        });
        for retrato in lote.retratos {
            let id = retrato.origem.id;
            if retrato.sequencia_lida.is_none() {
                self.instancias.push(id);
            }
            self.vivas.retain(|(origem, _)| origem.id != id);
            if retrato.viva {
                self.vivas.push((retrato.origem, retrato.sequencia));
            }
        }
        let fechadas = lote.tarefas_fechadas.iter().map(|fechada| fechada.fechada.tarefa.id);
        let mudadas = lote.tarefas_mudadas.iter().map(|mudada| mudada.tarefa.id);
        let sairam: Vec<_> = fechadas.chain(mudadas).collect();
        self.tarefas.retain(|aberta| !sairam.contains(&aberta.tarefa.id));
        self.tarefas.extend(lote.tarefas_mudadas);
        self.tarefas.extend(lote.tarefas_abertas);
        for item in lote.itens {
            if !self.visitas.contains(&(item.instancia, item.visita)) {
                self.visitas.push((item.instancia, item.visita));
            }
            if item.concedida_a.is_some() {
                let ItemNovo { id, inquilino, instancia, visita, carga, .. } = item;
                self.concedidos.push(Concedido { id, inquilino, instancia, visita, carga, concessao: 1 });
            }
        }
    }

    fn contar(&mut self) -> u64 {
        self.contador += 1;
        self.contador
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u128(1 << 90 | u128::from(self.contar()))
    }
}

fn nova(id: InstanciaId, chave: &str) -> InstanciaNova {
    InstanciaNova { id, fluxo_id: Uuid::from_u128(7), fluxo_nome: "fluxo".into(), chave: chave.into() }
}

fn concluido(concedido: &Concedido) -> ItemConcluido {
    let Concedido { inquilino, instancia, id: item, concessao, .. } = *concedido;
    ItemConcluido { inquilino, instancia, item, concessao }
}
