// The fields that engines add, typed: `request.extra.set(ext::top_k, 40)`, `request.extra.get(ext::min_p)`.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// Names and types of fields that engines add to the API; the comments say whose they are. A key that is not here is as
/// easily made: `ExtraKey<double>{"name"}`.
namespace ext {

// --- Sampling (vLLM, SGLang, llama.cpp; most engines know the first few).

/// Chooses among this many likeliest tokens; -1 or 0 means all.
inline constexpr ExtraKey<std::int64_t> top_k{"top_k"};
/// Leaves out tokens less likely than this part of the likeliest, 0 to 1.
inline constexpr ExtraKey<double> min_p{"min_p"};
/// Locally typical sampling, 0 to 1 (llama.cpp, LocalAI).
inline constexpr ExtraKey<double> typical_p{"typical_p"};
/// Leaves out tokens this many deviations below the likeliest (llama.cpp).
inline constexpr ExtraKey<double> top_n_sigma{"top_n_sigma"};
/// Holds back what occurred, 1 means not at all (vLLM, SGLang).
inline constexpr ExtraKey<double> repetition_penalty{"repetition_penalty"};
/// Holds back what occurred, 1 means not at all (llama.cpp, Ollama).
inline constexpr ExtraKey<double> repeat_penalty{"repeat_penalty"};
/// How many tokens back `repeat_penalty` looks (llama.cpp, LocalAI).
inline constexpr ExtraKey<std::int64_t> repeat_last_n{"repeat_last_n"};
/// Favours longer answers in a beam search (vLLM).
inline constexpr ExtraKey<double> length_penalty{"length_penalty"};
/// Searches by beams (vLLM).
inline constexpr ExtraKey<bool> use_beam_search{"use_beam_search"};
/// The least tokens an answer takes (vLLM, SGLang).
inline constexpr ExtraKey<std::int64_t> min_tokens{"min_tokens"};
/// Token ids at which the answer stops: an array (vLLM, SGLang).
inline constexpr ExtraKey<Json> stop_token_ids{"stop_token_ids"};
/// Whether the text at which the answer stops is part of it (vLLM).
inline constexpr ExtraKey<bool> include_stop_str_in_output{"include_stop_str_in_output"};
/// Whether the text at which the answer stops is part of it (SGLang).
inline constexpr ExtraKey<bool> no_stop_trim{"no_stop_trim"};
/// Regular expressions at which the answer stops: one, or an array (SGLang).
inline constexpr ExtraKey<Json> stop_regex{"stop_regex"};
/// Goes on past the end-of-sequence token (vLLM, SGLang, llama.cpp).
inline constexpr ExtraKey<bool> ignore_eos{"ignore_eos"};
/// Leaves special tokens out of the text (vLLM, SGLang).
inline constexpr ExtraKey<bool> skip_special_tokens{"skip_special_tokens"};
/// Puts spaces between special tokens (vLLM).
inline constexpr ExtraKey<bool> spaces_between_special_tokens{"spaces_between_special_tokens"};
/// Keeps this many of the prompt's last tokens (vLLM).
inline constexpr ExtraKey<std::int64_t> truncate_prompt_tokens{"truncate_prompt_tokens"};
/// The only token ids to choose from: an array (vLLM).
inline constexpr ExtraKey<Json> allowed_token_ids{"allowed_token_ids"};
/// Words never to make: an array (vLLM).
inline constexpr ExtraKey<Json> bad_words{"bad_words"};
/// In a request how many likely tokens to give at each place of the prompt; in an answer those (vLLM).
inline constexpr ExtraKey<Json> prompt_logprobs{"prompt_logprobs"};
/// The most tokens of reasoning (vLLM).
inline constexpr ExtraKey<std::int64_t> thinking_token_budget{"thinking_token_budget"};
/// How far the temperature may move (llama.cpp).
inline constexpr ExtraKey<double> dynatemp_range{"dynatemp_range"};
/// How the temperature moves with entropy (llama.cpp).
inline constexpr ExtraKey<double> dynatemp_exponent{"dynatemp_exponent"};
/// Mirostat: 0 off, 1, or 2 (llama.cpp).
inline constexpr ExtraKey<std::int64_t> mirostat{"mirostat"};
/// The entropy that Mirostat aims at (llama.cpp).
inline constexpr ExtraKey<double> mirostat_tau{"mirostat_tau"};
/// How fast Mirostat learns (llama.cpp).
inline constexpr ExtraKey<double> mirostat_eta{"mirostat_eta"};
/// How often to leave out the likeliest tokens (llama.cpp).
inline constexpr ExtraKey<double> xtc_probability{"xtc_probability"};
/// From which probability on XTC leaves out (llama.cpp).
inline constexpr ExtraKey<double> xtc_threshold{"xtc_threshold"};
/// How much DRY holds repetition back (llama.cpp).
inline constexpr ExtraKey<double> dry_multiplier{"dry_multiplier"};
/// How DRY grows with length (llama.cpp).
inline constexpr ExtraKey<double> dry_base{"dry_base"};
/// The longest repetition that DRY allows (llama.cpp).
inline constexpr ExtraKey<std::int64_t> dry_allowed_length{"dry_allowed_length"};
/// How many tokens back DRY looks (llama.cpp).
inline constexpr ExtraKey<std::int64_t> dry_penalty_last_n{"dry_penalty_last_n"};
/// Texts at which DRY starts anew: an array (llama.cpp).
inline constexpr ExtraKey<Json> dry_sequence_breakers{"dry_sequence_breakers"};
/// The order of samplers: an array of names (llama.cpp).
inline constexpr ExtraKey<Json> samplers{"samplers"};
/// The most tokens the answer may take; -1 means no bound (llama.cpp).
inline constexpr ExtraKey<std::int64_t> n_predict{"n_predict"};
/// How many tokens of the prompt stay when the context is full (llama.cpp, LocalAI).
inline constexpr ExtraKey<std::int64_t> n_keep{"n_keep"};
/// How many likely tokens to give at each place (llama.cpp).
inline constexpr ExtraKey<std::int64_t> n_probs{"n_probs"};
/// The least tokens that samplers leave (llama.cpp).
inline constexpr ExtraKey<std::int64_t> min_keep{"min_keep"};

// --- Constraints on the form of an answer.

/// An object with one of json, regex, choice, grammar, ... (vLLM).
inline constexpr ExtraKey<Json> structured_outputs{"structured_outputs"};
/// A JSON Schema (vLLM, old).
inline constexpr ExtraKey<Json> guided_json{"guided_json"};
/// A regular expression (vLLM, old).
inline constexpr ExtraKey<std::string> guided_regex{"guided_regex"};
/// The answers to choose from: an array (vLLM, old).
inline constexpr ExtraKey<Json> guided_choice{"guided_choice"};
/// A grammar (vLLM, old).
inline constexpr ExtraKey<std::string> guided_grammar{"guided_grammar"};
/// A regular expression (SGLang).
inline constexpr ExtraKey<std::string> regex{"regex"};
/// A grammar (SGLang).
inline constexpr ExtraKey<std::string> ebnf{"ebnf"};
/// A grammar in GBNF (llama.cpp, LocalAI).
inline constexpr ExtraKey<std::string> grammar{"grammar"};
/// A JSON Schema (llama.cpp).
inline constexpr ExtraKey<Json> json_schema{"json_schema"};

// --- The chat template, and reasoning.

/// A chat template in Jinja (vLLM).
inline constexpr ExtraKey<std::string> chat_template{"chat_template"};
/// What the chat template is given: an object (vLLM, SGLang, llama.cpp).
inline constexpr ExtraKey<Json> chat_template_kwargs{"chat_template_kwargs"};
/// Whether the prompt ends where the assistant begins (vLLM, llama.cpp).
inline constexpr ExtraKey<bool> add_generation_prompt{"add_generation_prompt"};
/// Goes on with the last message (vLLM, SGLang).
inline constexpr ExtraKey<bool> continue_final_message{"continue_final_message"};
/// Puts special tokens around the prompt (vLLM).
inline constexpr ExtraKey<bool> add_special_tokens{"add_special_tokens"};
/// Puts the last message in front of the answer (vLLM).
inline constexpr ExtraKey<bool> echo{"echo"};
/// Documents for the template: an array of objects (vLLM).
inline constexpr ExtraKey<Json> documents{"documents"};
/// What the image processor is given: an object (vLLM).
inline constexpr ExtraKey<Json> mm_processor_kwargs{"mm_processor_kwargs"};
/// Whether the answer carries the reasoning (vLLM).
inline constexpr ExtraKey<bool> include_reasoning{"include_reasoning"};
/// Whether the reasoning stands apart from the content (SGLang).
inline constexpr ExtraKey<bool> separate_reasoning{"separate_reasoning"};
/// Whether the reasoning is streamed too (SGLang).
inline constexpr ExtraKey<bool> stream_reasoning{"stream_reasoning"};
/// How the reasoning is found: none, deepseek, auto, ... (llama.cpp).
inline constexpr ExtraKey<std::string> reasoning_format{"reasoning_format"};
/// Whether the model reasons (Qwen's servers).
inline constexpr ExtraKey<bool> enable_thinking{"enable_thinking"};
/// An object: `{"type": "enabled"}` (DeepSeek, Kimi).
inline constexpr ExtraKey<Json> thinking{"thinking"};
/// In a message: the answer starts with it (DeepSeek).
inline constexpr ExtraKey<bool> prefix{"prefix"};
/// In a message: the answer starts with it (Kimi).
inline constexpr ExtraKey<bool> partial{"partial"};

// --- Running an engine.

/// Less goes first (vLLM, SGLang).
inline constexpr ExtraKey<std::int64_t> priority{"priority"};
/// An id for the engine's log (vLLM).
inline constexpr ExtraKey<std::string> request_id{"request_id"};
/// An id for the engine's log (SGLang).
inline constexpr ExtraKey<std::string> rid{"rid"};
/// Requests of one session go to one place (vLLM, SGLang).
inline constexpr ExtraKey<std::string> session_id{"session_id"};
/// Keeps a cache of prompts apart from others (vLLM, SGLang).
inline constexpr ExtraKey<std::string> cache_salt{"cache_salt"};
/// Uses the cache of prompts (llama.cpp).
inline constexpr ExtraKey<bool> cache_prompt{"cache_prompt"};
/// Which slot serves the request (llama.cpp).
inline constexpr ExtraKey<std::int64_t> id_slot{"id_slot"};
/// An adapter (SGLang).
inline constexpr ExtraKey<std::string> lora_path{"lora_path"};
/// Adapters: an array of {id, scale} (llama.cpp).
inline constexpr ExtraKey<Json> lora{"lora"};
/// How prefill and decoding share a cache: an object (vLLM).
inline constexpr ExtraKey<Json> kv_transfer_params{"kv_transfer_params"};
/// What plug-ins are given: an object (vLLM).
inline constexpr ExtraKey<Json> vllm_xargs{"vllm_xargs"};
/// What a custom logit processor is given: an object (SGLang).
inline constexpr ExtraKey<Json> custom_params{"custom_params"};
/// Whether the answer carries the token ids (vLLM, SGLang).
inline constexpr ExtraKey<bool> return_token_ids{"return_token_ids"};
/// Whether the answer carries the hidden states (SGLang).
inline constexpr ExtraKey<bool> return_hidden_states{"return_hidden_states"};
/// Whether the stream tells how far the prompt is read (llama.cpp).
inline constexpr ExtraKey<bool> return_progress{"return_progress"};
/// Whether each chunk carries timings (llama.cpp).
inline constexpr ExtraKey<bool> timings_per_token{"timings_per_token"};
/// In stream_options: whether each chunk carries the usage (vLLM).
inline constexpr ExtraKey<bool> continuous_usage_stats{"continuous_usage_stats"};
/// What not to make (LocalAI).
inline constexpr ExtraKey<std::string> negative_prompt{"negative_prompt"};
/// In a request which providers to choose from (an object), in an answer which it was (OpenRouter).
inline constexpr ExtraKey<Json> provider{"provider"};
/// Models to fall back to: an array (OpenRouter).
inline constexpr ExtraKey<Json> models{"models"};

// --- What engines add to answers.

/// In a message or delta: the reasoning (SGLang, llama.cpp, DeepSeek; see `reasoning_of`).
inline constexpr ExtraKey<std::string> reasoning_content{"reasoning_content"};
/// In a message or delta: the reasoning (vLLM, Ollama, OpenRouter; see `reasoning_of`).
inline constexpr ExtraKey<std::string> reasoning{"reasoning"};
/// In a message or delta: the reasoning in pieces, an array of objects (OpenRouter).
inline constexpr ExtraKey<Json> reasoning_details{"reasoning_details"};
/// In a choice: the text or the token id that it stopped at (vLLM).
inline constexpr ExtraKey<Json> stop_reason{"stop_reason"};
/// In a choice: the text or the token id that it stopped at (SGLang).
inline constexpr ExtraKey<Json> matched_stop{"matched_stop"};
/// In a choice: its token ids, an array (vLLM, SGLang).
inline constexpr ExtraKey<Json> token_ids{"token_ids"};
/// The prompt's token ids, an array (vLLM).
inline constexpr ExtraKey<Json> prompt_token_ids{"prompt_token_ids"};
/// In a choice: the hidden states (SGLang).
inline constexpr ExtraKey<Json> hidden_states{"hidden_states"};
/// In a choice: figures of the run, an object (SGLang).
inline constexpr ExtraKey<Json> meta_info{"meta_info"};
/// Figures of the run, an object (vLLM).
inline constexpr ExtraKey<Json> metrics{"metrics"};
/// Figures of the run, an object (SGLang).
inline constexpr ExtraKey<Json> sglext{"sglext"};
/// How long it took, an object (llama.cpp).
inline constexpr ExtraKey<Json> timings{"timings"};
/// How far the prompt is read, an object (llama.cpp).
inline constexpr ExtraKey<Json> prompt_progress{"prompt_progress"};
/// In usage: tokens of reasoning (SGLang).
inline constexpr ExtraKey<std::int64_t> reasoning_tokens{"reasoning_tokens"};
/// In usage: what it cost (OpenRouter).
inline constexpr ExtraKey<double> cost{"cost"};
/// The pages quoted, an array (Perplexity and others).
inline constexpr ExtraKey<Json> citations{"citations"};
/// Figures of the run, an object (Groq).
inline constexpr ExtraKey<Json> x_groq{"x_groq"};
/// In a choice: what the filter found, an object (Azure).
inline constexpr ExtraKey<Json> content_filter_results{"content_filter_results"};
/// In a tool call: what must come back with it, an object (Google).
inline constexpr ExtraKey<Json> extra_content{"extra_content"};

// --- What engines add to models and errors.

/// In a model: the model it is served from (vLLM).
inline constexpr ExtraKey<std::string> root{"root"};
/// In a model: the model that its adapter is for (vLLM).
inline constexpr ExtraKey<std::string> parent{"parent"};
/// In a model: the longest context, in tokens (vLLM).
inline constexpr ExtraKey<std::int64_t> max_model_len{"max_model_len"};
/// In a model: an array (vLLM).
inline constexpr ExtraKey<Json> permission{"permission"};
/// In a model: its sizes, an object (llama.cpp).
inline constexpr ExtraKey<Json> meta{"meta"};
/// In a model: its kinds of input and output, an object (llama.cpp).
inline constexpr ExtraKey<Json> architecture{"architecture"};
/// In an error: tokens in the prompt (llama.cpp).
inline constexpr ExtraKey<std::int64_t> n_prompt_tokens{"n_prompt_tokens"};
/// In an error: tokens that fit (llama.cpp).
inline constexpr ExtraKey<std::int64_t> n_ctx{"n_ctx"};

}  // namespace ext

/// The reasoning in the extras of an answer's message or delta: the first that says something of `reasoning_content`
/// (SGLang, llama.cpp, DeepSeek), `reasoning` (vLLM, Ollama, OpenRouter) and the parts of type `thinking` in content
/// that came in parts (Mistral).
OAICOMPAT_API std::optional<std::string> reasoning_of(const Extras& extra);

/// Puts reasoning into the extras of an answer's message or delta: where it stands already, else `reasoning_content`.
OAICOMPAT_API void set_reasoning(Extras& extra, std::string_view text);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/extensions.ipp>
#endif
