// O campo de enfeite mostra o nome do arquivo escolhido no campo de verdade, que é transparente.
document.querySelector('input[type=file]').addEventListener('change', (evento) => {
  document.querySelector('input.file').value = evento.target.files[0]?.name ?? '';
});
