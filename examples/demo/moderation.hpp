// What the demo finds wrong with texts, and which models may be deleted.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>

namespace demo {

/// Moderates by a list of words: `hate` is hate, `harass` harassment, `threat` both as they threaten, `steal` illicit,
/// `bomb` illicit and violent, `suicid` and `self-harm` self-harm, `naked` sexual, `kill` violence, `blood` violence in
/// detail. Any word that starts so counts, in any case; images hold nothing. A category found scores 0.99, else 0.01.
void offer_moderation(oaicompat::Backend& to);

/// Deletes any model whose name starts with `ft:`, as fine-tuned ones do; nothing remembers it. `demo` and the like
/// may not be deleted (403), others are not there (404).
void offer_model_deletion(oaicompat::Backend& to);

}  // namespace demo
