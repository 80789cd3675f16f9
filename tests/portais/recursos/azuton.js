// O botão chega depois da página; quem clica nele pede o PDF ao servidor.
const acoes = document.getElementById('acoes');
setTimeout(() => {
  const botao = document.createElement('button');
  botao.id = 'download';
  botao.textContent = 'Baixar';
  botao.onclick = () => { location.href = acoes.dataset.pdf; };
  acoes.append(botao);
}, Number(acoes.dataset.botaoMs));
