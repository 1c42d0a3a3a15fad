"""What the student is asked for, on single vectors and on token vectors."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

SCALE = 20.0


def pool(tokens: Tensor, mask: Tensor) -> Tensor:
    """Mean of the token vectors, length 1; (texts, longest, d) -> (texts, d)."""
    weight = mask.unsqueeze(-1).float()
    return functional.normalize((tokens.float() * weight).sum(1) / weight.sum(1), dim=1)


def distil(student: Tensor, teacher: Tensor) -> Tensor:
    """Twice one minus cosine: the student's vector of a translation is the teacher's of the
    original (Reimers & Gurevych 2020, arXiv 2004.09813)."""
    return 2 * (1 - (student * teacher).sum(-1)).mean()


def contrast(left: Tensor, right: Tensor, same: Tensor | None = None) -> Tensor:
    """Symmetric InfoNCE with the other rows of the batch as negatives.

    `same` (n, n) marks pairs off the diagonal that are also right (a repeated text), left out
    of the negatives.
    """
    return contrast_scores(left @ right.T * SCALE, same)


def contrast_scores(scores: Tensor, same: Tensor | None = None) -> Tensor:
    """Symmetric InfoNCE over a square matrix of scores."""
    if same is not None:
        eye = torch.eye(len(scores), dtype=torch.bool, device=scores.device)
        scores = scores.masked_fill(same & ~eye, -1e4)
    target = torch.arange(len(scores), device=scores.device)
    return (
        functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)
    ) / 2


def near_misses(right: Tensor, wrong: Tensor) -> Tensor:
    """Each passage's own question against the near misses of all passages (InfoNCE).

    Args:
        right: (n,) score of each passage with the question it answers.
        wrong: (n, n) score of each passage (row) with each near miss (column).
    """
    scores = torch.cat([right[:, None], wrong], 1)
    return functional.cross_entropy(
        scores, torch.zeros(len(scores), dtype=torch.long, device=scores.device)
    )


def answering(right: Tensor, wrong: Tensor, same: Tensor) -> Tensor:
    """Each question's answering sentence against the other sentences (InfoNCE).

    Args:
        right: (n, n) score of each question (row) with each answering sentence (column).
        wrong: (n, n) the same with a sentence that stands beside each answering one.
        same: (n, n) which rows are of one paragraph: of those only the question's own count, for
            another's answer or neighbour may answer it too.
    """
    twins = same & ~torch.eye(len(same), dtype=torch.bool, device=same.device)
    scores = torch.cat([right.masked_fill(twins, -1e4), wrong.masked_fill(twins, -1e4)], 1)
    return functional.cross_entropy(scores, torch.arange(len(scores), device=scores.device))


def keep_tokens(student: Tensor, teacher: Tensor, mask: Tensor) -> Tensor:
    """One minus the cosine of each token's vector with the teacher's, meaned over real tokens."""
    cosine = functional.cosine_similarity(student.float(), teacher.float(), dim=-1)
    return ((1 - cosine) * mask).sum() / mask.sum()


def late_interaction(left: Tensor, left_mask: Tensor, right: Tensor, right_mask: Tensor) -> Tensor:
    """Scores of every left text with every right text: the mean over the left text's tokens of
    the best cosine among the right text's tokens (Khattab & Zaharia 2020, arXiv 2004.12832).

    [CLS] and [SEP] are left out. Shapes (m, a, d), (m, a), (n, b, d), (n, b) -> (m, n).
    """
    left, right = (
        functional.normalize(left.float(), dim=-1),
        functional.normalize(right.float(), dim=-1),
    )
    left_mask, right_mask = inner(left_mask), inner(right_mask)
    rows = []
    for one, real in zip(left.split(32), left_mask.split(32), strict=True):
        cosine = torch.einsum("iad,jbd->ijab", one.bfloat16(), right.bfloat16())
        cosine = cosine.masked_fill(~right_mask[None, :, None, :], -1.0)
        best = cosine.max(-1).values.float() * real[:, None, :]
        rows.append(best.sum(-1) / real.sum(-1)[:, None].clamp(min=1))
    return torch.cat(rows)


def inner(mask: Tensor) -> Tensor:
    """The mask without the first and the last real token ([CLS] and [SEP])."""
    length = mask.sum(1, keepdim=True)
    place = torch.arange(mask.shape[1], device=mask.device)
    return mask & (place >= 1) & (place < length - 1)
