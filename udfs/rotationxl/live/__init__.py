"""Data over the network. Nothing here imports a provider's client before something is fetched."""
