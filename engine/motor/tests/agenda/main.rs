//! A agenda: quando, em que fuso, e o que se faz do que se perdeu.

mod apoio;
mod cron;
mod devidas;
mod fusos;
mod modelo;
mod propriedades;
