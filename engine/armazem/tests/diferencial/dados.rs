//! Tudo o que uma sequência deixou guardado.

use std::time::Duration;

use esteira_armazem::Armazem;
use esteira_armazem::fila::TipoDeItem;
use esteira_armazem::motor::Gravacao;

use crate::sequencia::Sequencia;

/// Instância por instância: retrato, história, tarefas e fila.
pub async fn ler(armazem: &Armazem, sequencia: &Sequencia) -> Vec<String> {
    let mut dados = Vec::new();
    let mut unidade = armazem.ler(sequencia.inquilino).await.unwrap();
    for id in &sequencia.instancias {
        dados.push(format!("{:?}", unidade.instancia(*id).await.unwrap()));
        dados.extend(unidade.eventos(*id).await.unwrap().iter().map(|evento| format!("{evento:?}")));
        dados.extend(unidade.tarefas_da_instancia(*id).await.unwrap().iter().map(|tarefa| format!("{tarefa:?}")));
        dados.extend(unidade.itens_da_instancia(*id).await.unwrap().iter().map(|item| format!("{item:?}")));
    }
    dados
}

/// Deixa a fila e as partidas vazias para a sequência seguinte.
pub async fn esvaziar(armazem: &Armazem, sequencia: &Sequencia) {
    let recolhidas = sequencia.visitas.iter().map(|(id, visita)| (sequencia.inquilino, *id, *visita)).collect();
    armazem.gravar(Gravacao { recolhidas, ..Gravacao::default() }, sequencia.agora()).await.unwrap();
    armazem.limpar_partidas(sequencia.agora().mais(Duration::from_secs(3_600))).await.unwrap();
    armazem.esquecer_nos().await.unwrap();
    for tipo in [TipoDeItem::Trabalho, TipoDeItem::Leve, TipoDeItem::Temporizador] {
        assert_eq!(armazem.proxima_visivel(tipo).await.unwrap(), None, "{}: sobrou na fila", armazem.nome());
    }
}
