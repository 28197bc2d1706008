// cached_answer: answers out of the cache, and into it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/http/answer.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// In which form an answer is asked for.
enum class ReplayForm : std::uint8_t {
  whole,             ///< One JSON object.
  events,            ///< A stream.
  events_and_usage,  ///< A stream that tells its usage.
};

/// The events of a chat completion, as one text: a piece of at most 64 characters each, and `[DONE]`. Nothing where the
/// text is none.
OAICOMPAT_API std::optional<Bytes> replay_events(std::string_view whole, ReplayForm form);
/// What a finished answer comes to as one JSON object; nothing where it is not to be kept: it is cut, has an error,
/// goes on after its end, was stopped by a filter or a failure, names no reason for its end, or is of no form that is
/// known to be whole.
OAICOMPAT_API std::optional<Bytes> keepable_answer(std::string_view path, ReplayForm form, Bytes body);

/// What becomes of an answer while it passes.
struct FillOptions {
  std::string path{};
  ReplayForm form = ReplayForm::whole;
  std::size_t max_bytes = 0;                             ///< A larger one is not kept.
  bool hears_control = false;                            ///< Nor is one whose `Cache-Control` asks for that.
  std::function<void(const Head&, Bytes whole)> keep{};  ///< Told a whole answer, once, before the end is pulled.
};
/// Passes an answer through, and hands it to `keep` where it is to be kept.
OAICOMPAT_API Answer fill_cache(Answer inner, FillOptions options);
/// Takes the usage out of a stream whose caller did not ask for it; see `hide_usage`.
OAICOMPAT_API Answer without_usage(Answer inner);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/cached_answer.ipp>
#endif
