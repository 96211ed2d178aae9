import torch
import yaml
from ruamel.yaml import YAML


def read(data, given):
    options = {"Loader": yaml.Loader}
    yaml.load(data, **options)  #!
    yaml.load(data, **{"Loader": yaml.SafeLoader})
    yaml.load(data, **given)
    torch.load(data, **{"weights_only": False})  #!
    torch.load(data, **{"weights_only": True})
    YAML(typ=["unsafe"])  #!
    YAML(typ=["safe"])
