"""Train the tiny English→Spanish Argos package that the tests translate with.

    python bench/train_tiny_argos.py --out tests/data/translate-en_es-tiny.argosmodel

Development only: needs torch, sentencepiece and ctranslate2, and about ten minutes on
one core. The pairs are made from the templates below and kept in bench/tiny_pairs.tsv,
so that they can be read. The model is a small Transformer (Vaswani et al., 2017,
pre-norm), over-fitted on purpose: it has to be a real package, not a good one.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import math
import random
import tempfile
import zipfile
from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece
import torch
from ctranslate2.specs import common_spec, transformer_spec
from torch import nn
from torch.nn import functional

PAIRS = Path(__file__).with_name("tiny_pairs.tsv")
NAME = "translate-en_es-tiny"
WHO = [
    ("The President", "El Presidente"), ("The Minister", "El Ministro"),
    ("The Secretary-General", "El Secretario General"),
    ("The Ambassador", "El Embajador"), ("The delegation", "La delegación"),
    ("The Commission", "La Comisión"),
]  # fmt: skip
WHOM = [
    ("the President", "al Presidente"), ("the Minister", "al Ministro"),
    ("the Secretary-General", "al Secretario General"),
    ("the Ambassador", "al Embajador"), ("the delegation", "a la delegación"),
    ("the Commission", "a la Comisión"),
]  # fmt: skip
WHERE = [("in Geneva", "en Ginebra"), ("in New York", "en Nueva York"),
         ("in Paris", "en París"), ("in Madrid", "en Madrid")]  # fmt: skip
WHEN = [("on 12 March", "el 12 de marzo"), ("on 5 May", "el 5 de mayo"),
        ("on 20 June", "el 20 de junio"), ("on Monday", "el lunes"),
        ("today", "hoy"), ("in 2026", "en 2026")]  # fmt: skip
WHAT = [
    ("trade", "el comercio"), ("peace", "la paz"),
    ("climate change", "el cambio climático"),
    ("the agreement", "el acuerdo"), ("the next meeting", "la próxima reunión"),
    ("water", "el agua"), ("health", "la salud"),
]  # fmt: skip
TEMPLATES = [
    ("{who} met {whom} {where} {when}.", "{who} se reunió con {con} {where} {when}."),
    ("{who} spoke about {what} {where}.", "{who} habló sobre {what} {where}."),
    ("{who} supports {what}.", "{who} apoya {what}."),
    ("They discussed {what}.", "Hablaron sobre {what}."),
    ("They discussed {what} {where} {when}.", "Hablaron sobre {what} {where} {when}."),
    ("{who} will speak {when}.", "{who} hablará {when}."),
    ('"We support {what}," said {whom}.', "«Apoyamos {what}», dijo {quien}."),
    ("{who} thanked {whom}.", "{who} dio las gracias {whom}."),
]


def make_pairs() -> list[tuple[str, str]]:
    chance = random.Random(7)
    pairs: dict[str, str] = {}
    for template in TEMPLATES:
        names = [
            n for n in ("who", "whom", "where", "when", "what") if n in template[0]
        ]
        values = {"who": WHO, "whom": WHOM, "where": WHERE, "when": WHEN, "what": WHAT}
        combinations = [
            dict(zip(names, found, strict=True))
            for found in itertools.product(*(values[n] for n in names))
        ]
        chance.shuffle(combinations)
        for found in combinations[:110]:
            english = template[0].format(**{n: v[0] for n, v in found.items()})
            spanish = {n: v[1] for n, v in found.items()}
            whom = spanish.get("whom", "")
            bare = "el " + whom[3:] if whom.startswith("al ") else whom[2:]
            spanish |= {"con": bare, "quien": bare}
            pairs[english] = template[1].format(**spanish)
    numbers = [(f"It costs {n} million dollars.", f"Cuesta {n} millones de dólares.")
               for n in (2, 5, 12, 20, 30, 75)]  # fmt: skip
    return [*pairs.items(), *numbers]


class Attention(nn.Module):
    def __init__(self, size: int, heads: int, cross: bool) -> None:
        super().__init__()
        self.heads, self.cross = heads, cross
        self.query = nn.Linear(size, size)
        self.key_value = nn.Linear(size, 2 * size)
        self.out = nn.Linear(size, size)
        self.norm = nn.LayerNorm(size)

    def forward(self, x, memory=None, mask=None):
        normed = self.norm(x)
        source = memory if self.cross else normed
        query = self.query(normed)
        key, value = self.key_value(source).chunk(2, -1)
        shape = lambda t: t.view(t.shape[0], t.shape[1], self.heads, -1).transpose(1, 2)  # noqa: E731
        found = functional.scaled_dot_product_attention(
            shape(query), shape(key), shape(value), attn_mask=mask
        )
        return x + self.out(found.transpose(1, 2).flatten(2))


class Layer(nn.Module):
    def __init__(self, size: int, heads: int, decoder: bool) -> None:
        super().__init__()
        self.self_attention = Attention(size, heads, cross=False)
        self.attention = Attention(size, heads, cross=True) if decoder else None
        self.norm = nn.LayerNorm(size)
        self.first, self.second = nn.Linear(size, 4 * size), nn.Linear(4 * size, size)

    def forward(self, x, mask, memory=None, memory_mask=None):
        x = self.self_attention(x, mask=mask)
        if self.attention is not None:
            x = self.attention(x, memory=memory, mask=memory_mask)
        return x + self.second(functional.relu(self.first(self.norm(x))))


class Transformer(nn.Module):
    def __init__(self, vocabulary: int, size: int = 96, heads: int = 4) -> None:
        super().__init__()
        self.size = size
        self.embedding = nn.Embedding(vocabulary, size)
        nn.init.normal_(self.embedding.weight, std=size**-0.5)
        self.encoder = nn.ModuleList(Layer(size, heads, False) for _ in range(2))
        self.decoder = nn.ModuleList(Layer(size, heads, True) for _ in range(2))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(size), nn.LayerNorm(size)
        positions = torch.from_numpy(position_encodings(128, size))
        self.register_buffer("positions", positions)

    def embed(self, tokens):
        scaled = self.embedding(tokens) * math.sqrt(self.size)
        return scaled + self.positions[: tokens.shape[1]]

    def encode(self, source):
        mask = (source != 0)[:, None, None, :]
        x = self.embed(source)
        for layer in self.encoder:
            x = layer(x, mask)
        return self.encoder_norm(x), mask

    def forward(self, source, target):
        memory, memory_mask = self.encode(source)
        length = target.shape[1]
        mask = torch.ones(length, length, dtype=torch.bool).tril()[None, None]
        x = self.embed(target)
        for layer in self.decoder:
            x = layer(x, mask, memory, memory_mask)
        return self.decoder_norm(x) @ self.embedding.weight.T


def position_encodings(length: int, size: int) -> np.ndarray:
    scale = np.exp(np.arange(size // 2) * -(math.log(10000) / (size // 2 - 1)))
    angles = np.arange(1, length + 1)[:, None] * scale[None]
    return np.concatenate([np.sin(angles), np.cos(angles)], 1).astype(np.float32)


def train(pairs, pieces, steps: int) -> Transformer:
    torch.manual_seed(7)
    torch.set_num_threads(1)
    model = Transformer(pieces.get_piece_size())
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    encoded = [([*pieces.encode(a), 2], [*pieces.encode(b), 2]) for a, b in pairs]
    chance = random.Random(7)
    for step in range(steps):
        batch = chance.sample(encoded, 64)
        source = padded([a for a, _ in batch])
        target = padded([[1, *b] for _, b in batch])
        logits = model(source, target[:, :-1])
        loss = functional.cross_entropy(
            logits.flatten(0, 1), target[:, 1:].flatten(), ignore_index=0,
            label_smoothing=0.05,
        )  # fmt: skip
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 200 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    return model.eval()


def padded(rows):
    width = max(map(len, rows))
    return torch.tensor([row + [0] * (width - len(row)) for row in rows])


def linear(spec, *layers) -> None:
    spec.weight = np.concatenate([x.weight.detach().numpy() for x in layers])
    spec.bias = np.concatenate([x.bias.detach().numpy() for x in layers])


def norm(spec, layer) -> None:
    spec.gamma, spec.beta = layer.weight.detach().numpy(), layer.bias.detach().numpy()


def convert(model: Transformer, pieces, folder: Path) -> None:
    spec = transformer_spec.TransformerSpec.from_config(
        2, 4, pre_norm=True, activation=common_spec.Activation.RELU
    )
    for side, layers, last in (
        (spec.encoder, model.encoder, model.encoder_norm),
        (spec.decoder, model.decoder, model.decoder_norm),
    ):
        norm(side.layer_norm, last)
        side.position_encodings.encodings = model.positions.numpy()
        for into, layer in zip(side.layer, layers, strict=True):
            attention(into.self_attention, layer.self_attention)
            if layer.attention is not None:
                attention(into.attention, layer.attention)
            norm(into.ffn.layer_norm, layer.norm)
            linear(into.ffn.linear_0, layer.first)
            linear(into.ffn.linear_1, layer.second)
    weight = model.embedding.weight.detach().numpy()
    spec.encoder.embeddings[0].weight = weight
    spec.decoder.embeddings.weight = weight
    spec.decoder.projection.weight = weight
    tokens = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def attention(spec, layer: Attention) -> None:
    norm(spec.layer_norm, layer.norm)
    if layer.cross:
        linear(spec.linear[0], layer.query)
        linear(spec.linear[1], layer.key_value)
    else:
        linear(spec.linear[0], layer.query, layer.key_value)
    linear(spec.linear[-1], layer.out)


def pack(files: dict[str, bytes], out: Path) -> None:
    """Write the package; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(f"{NAME}/{name}", (2026, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    out.write_bytes(made.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=2500)
    options = parser.parse_args()
    pairs = make_pairs()
    PAIRS.write_text("".join(f"{a}\t{b}\n" for a, b in pairs), encoding="utf-8")
    model_file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=itertools.chain(*pairs), model_writer=model_file,
        vocab_size=300, hard_vocab_limit=False, character_coverage=1.0,
        pad_id=0, bos_id=1, eos_id=2, unk_id=3, pad_piece="<blank>", num_threads=1,
    )  # fmt: skip
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model_file.getvalue())
    model = train(pairs, pieces, options.steps)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "model"
        folder.mkdir()
        convert(model, pieces, folder)
        translator = ctranslate2.Translator(str(folder))
        found = translator.translate_batch(
            [pieces.encode(a, out_type=str) for a, _ in pairs], beam_size=4
        )
        right = sum(
            pieces.decode(f.hypotheses[0]) == b
            for f, (_, b) in zip(found, pairs, strict=True)
        )
        print(f"{right} of {len(pairs)} pairs translated exactly after int8")
        files = {f"model/{p.name}": p.read_bytes() for p in folder.iterdir()}
    files["sentencepiece.model"] = model_file.getvalue()
    metadata = {
        "package_version": "1.0", "argos_version": "1.9.0", "from_code": "en",
        "from_name": "English", "to_code": "es", "to_name": "Spanish",
        "type": "translate",
    }  # fmt: skip
    files["metadata.json"] = json.dumps(metadata, indent=1).encode() + b"\n"
    files["README.md"] = (
        b"Tiny test package of Readout, trained on its own text. MIT.\n"
    )
    pack(files, options.out)
    print(f"{options.out}: {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
