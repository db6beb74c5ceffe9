#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same training on a GPU with PyTorch: same corpus files, same architecture, same checkpoint.

    torch_train.py --data NAME --vocabulary 4608 --out FILE [--held-out NAME] [--steps 20000] [--batch-tokens 131072]
    torch_train.py --compare CHECKPOINT --tokens 1,2,3      prints the logits' first values, to hold against train_model

Products in bfloat16, weights and moments in float32. Batches are samples of like length, padded on
the right, so that plain causal attention stays inside a sample. The checkpoint has no moments: a
run that is resumed by train_model starts them anew.
"""
import argparse
import json
import math
import time

import numpy
import torch
import torch.nn.functional as functional

SHAPE = {"width": 256, "layers": 8, "heads": 8, "kv_heads": 4, "head_size": 32, "feed_forward": 704, "context": 2048}
LEARNT, READ = 2, 1


class Corpus:
    def __init__(self, name):
        self.ids = numpy.memmap(name + ".ids", dtype=numpy.uint16, mode="r")
        self.uses = numpy.memmap(name + ".weights", dtype=numpy.uint8, mode="r")
        self.lengths = numpy.fromfile(name + ".lengths", dtype=numpy.uint32).astype(numpy.int64)
        self.begins = numpy.concatenate([[0], numpy.cumsum(self.lengths)])

    def batches(self, tokens, seed):
        """Lists of samples of like length, in a seeded order without end."""
        random = numpy.random.default_rng(seed)
        while True:
            # Sorting by a noisy length keeps likes together and every passage different.
            order = numpy.argsort(self.lengths * random.uniform(0.9, 1.1, len(self.lengths)))
            groups, group, longest = [], [], 0
            for index in order:
                longest = max(longest, int(self.lengths[index]))
                if group and longest * (len(group) + 1) > tokens:
                    groups.append(group)
                    group, longest = [], int(self.lengths[index])
                group.append(int(index))
            random.shuffle(groups)
            yield from groups

    def tensors(self, samples, prompt_weight, device):
        longest = max(int(self.lengths[i]) for i in samples)
        longest += -longest % 64  # few shapes, so that compiled code is used again
        ids = numpy.zeros((len(samples), longest), dtype=numpy.int64)
        weights = numpy.zeros((len(samples), longest), dtype=numpy.float32)
        learnt = numpy.zeros((len(samples), longest), dtype=bool)
        for row, index in enumerate(samples):
            begin, end = self.begins[index], self.begins[index + 1]
            ids[row, :end - begin] = self.ids[begin:end]
            uses = self.uses[begin + 1:end]
            weights[row, :len(uses)] = (uses == LEARNT) + prompt_weight * (uses == READ)
            learnt[row, :len(uses)] = uses == LEARNT
        return [torch.from_numpy(a).to(device, non_blocking=True) for a in (ids, weights, learnt)]


class Layer(torch.nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, queries, keys = shape["width"], shape["heads"] * shape["head_size"], shape["kv_heads"] * shape["head_size"]
        self.shape = shape
        self.attn_norm = torch.nn.Parameter(torch.ones(width))
        self.attn_q = torch.nn.Linear(width, queries, bias=False)
        self.attn_k = torch.nn.Linear(width, keys, bias=False)
        self.attn_v = torch.nn.Linear(width, keys, bias=False)
        self.attn_output = torch.nn.Linear(queries, width, bias=False)
        self.ffn_norm = torch.nn.Parameter(torch.ones(width))
        self.ffn_gate = torch.nn.Linear(width, shape["feed_forward"], bias=False)
        self.ffn_up = torch.nn.Linear(width, shape["feed_forward"], bias=False)
        self.ffn_down = torch.nn.Linear(shape["feed_forward"], width, bias=False)

    def forward(self, x, cosine, sine):
        batch, length, _ = x.shape
        split = lambda rows, heads: rows.view(batch, length, heads, -1).transpose(1, 2)
        heads, kv_heads = self.shape["heads"], self.shape["kv_heads"]
        normed = norm(x, self.attn_norm)
        query = rotate(split(self.attn_q(normed), heads), cosine, sine)
        key = rotate(split(self.attn_k(normed), kv_heads), cosine, sine).repeat_interleave(heads // kv_heads, 1)
        value = split(self.attn_v(normed), kv_heads).repeat_interleave(heads // kv_heads, 1)
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.attn_output(mixed.transpose(1, 2).reshape(batch, length, -1))
        normed = norm(x, self.ffn_norm)
        return x + self.ffn_down(functional.silu(self.ffn_gate(normed)) * self.ffn_up(normed))


def norm(x, weight):
    wide = x.float()
    return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + 1e-5) * weight).to(x.dtype)


def rotate(rows, cosine, sine):
    """Neighbouring values are a pair, as in llama models of GGUF files."""
    first, second = rows[..., 0::2].float(), rows[..., 1::2].float()
    turned = torch.stack((first * cosine - second * sine, first * sine + second * cosine), -1)
    return turned.flatten(-2).to(rows.dtype)


class Model(torch.nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.token_embd = torch.nn.Embedding(shape["vocabulary"], shape["width"])
        self.blk = torch.nn.ModuleList(Layer(shape) for _ in range(shape["layers"]))
        self.output_norm = torch.nn.Parameter(torch.ones(shape["width"]))
        pairs = shape["head_size"] // 2
        angles = torch.arange(shape["context"])[:, None] * 10000.0 ** (-torch.arange(pairs) / pairs)
        self.register_buffer("cosine", angles.cos(), persistent=False)
        self.register_buffer("sine", angles.sin(), persistent=False)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                deviation = 0.55 / math.sqrt(parameter.shape[1])
                ends = "attn_output" in name or "ffn_down" in name
                torch.nn.init.normal_(parameter, std=deviation / (math.sqrt(2 * shape["layers"]) if ends else 1))

    def forward(self, ids):
        x = self.token_embd(ids)
        cosine, sine = self.cosine[:ids.shape[1]], self.sine[:ids.shape[1]]
        for layer in self.blk:
            x = layer(x, cosine, sine)
        return norm(x, self.output_norm)

    def tensors(self):
        """(name as in GGUF files, parameter) in the order of a checkpoint."""
        yield "token_embd.weight", self.token_embd.weight
        for index, layer in enumerate(self.blk):
            for part in ("attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"):
                own = getattr(layer, part)
                yield f"blk.{index}.{part}.weight", own if isinstance(own, torch.nn.Parameter) else own.weight
        yield "output_norm.weight", self.output_norm


def save(model, shape, step, path):
    tensors = [(name, p.detach().float().cpu().numpy()) for name, p in model.tensors()]
    listed = [[name, *(a.shape if a.ndim == 2 else (1, a.shape[0]))] for name, a in tensors]
    header = {"format": "holdfast-checkpoint-1", "step": step, "epoch": 0, "position": 0, "moments": False, "tensors": listed,
              "shape": {**shape, "rope_base": 10000.0, "norm_epsilon": 1e-5}}
    with open(path, "wb") as file:
        file.write((json.dumps(header) + "\n").encode())
        for _, values in tensors:
            file.write(values.astype("<f4").tobytes())


def load(path):
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        model = Model(header["shape"])
        for (name, rows, columns), (mine, parameter) in zip(header["tensors"], model.tensors()):
            if name != mine:
                raise SystemExit(f"The checkpoint has {name} where {mine} is expected.")
            values = numpy.fromfile(file, dtype="<f4", count=rows * columns).reshape(tuple(parameter.shape))
            parameter.data.copy_(torch.from_numpy(values))
    return model


def losses(model, batch):
    """(sum of weighted losses, sum of weights, answers' loss, answers' tokens right, their number, samples right)"""
    ids, weights, learnt = batch
    hidden = model(ids)
    chosen = weights > 0
    logits = functional.linear(hidden[chosen], model_of(model).token_embd.weight).float()
    wanted = torch.roll(ids, -1, 1)[chosen]
    loss = functional.cross_entropy(logits, wanted, reduction="none")
    is_answer = learnt[chosen]
    hits = logits.argmax(-1) == wanted
    missed = torch.zeros_like(learnt)
    missed[chosen] = is_answer & ~hits
    return ((loss * weights[chosen]).sum(), weights.sum(), loss[is_answer].sum().detach(), (hits & is_answer).sum(), is_answer.sum(),
            (~missed.any(1)).sum())


def model_of(model):
    return getattr(model, "_orig_mod", model)


def rate_at(step, wish):
    if step < wish.warmup:
        return wish.rate * (step + 1) / wish.warmup
    share = 0.5 * (1 + math.cos(math.pi * min(1.0, (step - wish.warmup) / max(1, wish.steps - wish.warmup))))
    return wish.rate * (0.05 + 0.95 * share)


def score(model, corpus, tokens, device):
    total = [0.0, 0, 0, 0]
    with torch.no_grad():
        order = sorted(range(min(2000, len(corpus.lengths))), key=lambda i: corpus.lengths[i])
        for at in range(0, len(order), 32):
            some = order[at:at + 32]
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                _, _, loss, right, answers, whole = losses(model, corpus.tensors(some, 0.0, device))
            for i, value in enumerate((loss, right, answers, whole)):
                total[i] += float(value)
    return {"held_out_loss": round(total[0] / total[2], 4), "tokens_right": round(total[1] / total[2], 4), "samples_right": round(total[3] / len(order), 4)}


def train(wish):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(wish.seed)
    shape = {"vocabulary": wish.vocabulary, **{key: getattr(wish, key) for key in SHAPE}}
    plain = Model(shape).to(device)
    model = torch.compile(plain, dynamic=True) if device == "cuda" and wish.compile else plain
    matrices = [p for p in plain.parameters() if p.dim() == 2]
    vectors = [p for p in plain.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.05}, {"params": vectors, "weight_decay": 0.0}], lr=wish.rate, betas=(0.9, 0.95))
    corpus = Corpus(wish.data)
    held_out = Corpus(wish.held_out) if wish.held_out else None
    batches, begin, seen = corpus.batches(wish.batch_tokens, wish.seed), time.time(), 0
    for step in range(wish.steps):
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, wish)
        batch = corpus.tensors(next(batches), wish.prompt_weight, device)
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            found = losses(model, batch)
        (found[0] / found[1]).backward()
        torch.nn.utils.clip_grad_norm_(plain.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen += batch[0].numel()
        is_last = step + 1 == wish.steps or (wish.minutes and time.time() - begin > wish.minutes * 60)
        if step % 50 == 0 or is_last:
            line = {"step": step, "answer_loss": round(float(found[2] / found[4]), 4), "tokens_right": round(float(found[3] / found[4]), 4),
                    "tokens": seen, "tokens_per_second": int(seen / (time.time() - begin))}
            print(json.dumps(line), flush=True)
        if held_out and (step % wish.score_every == wish.score_every - 1 or is_last):
            print(json.dumps({"step": step, **score(plain, held_out, wish.batch_tokens, device)}), flush=True)
        if step % wish.score_every == wish.score_every - 1 or is_last:
            save(plain, shape, step + 1, wish.out)
        if is_last:
            break


def compare(wish):
    model = load(wish.compare)
    ids = torch.tensor([[int(i) for i in wish.tokens.split(",")]])
    with torch.no_grad():
        logits = functional.linear(model(ids), model.token_embd.weight)[0].float().numpy()
    if wish.out:
        with open(wish.out, "wb") as file:
            numpy.array(logits.shape, dtype="<i4").tofile(file)
            logits.astype("<f4").tofile(file)
    print(logits[-1, :8])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data")
    parser.add_argument("--held-out")
    parser.add_argument("--vocabulary", type=int)
    parser.add_argument("--out")
    parser.add_argument("--compare")
    parser.add_argument("--tokens")
    parser.add_argument("--compile", action="store_true")
    for name, value in SHAPE.items():
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    for name, value in (("steps", 20000), ("batch-tokens", 131072), ("warmup", 300), ("seed", 1), ("score-every", 1000)):
        parser.add_argument("--" + name, type=int, default=value)
    for name, value in (("rate", 2e-3), ("prompt-weight", 0.03), ("minutes", 0.0)):
        parser.add_argument("--" + name, type=float, default=value)
    wish = parser.parse_args()
    compare(wish) if wish.compare else train(wish)


if __name__ == "__main__":
    main()
