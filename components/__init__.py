"""Understanding: the Rasa graph components that `config.yml` puts in line."""
