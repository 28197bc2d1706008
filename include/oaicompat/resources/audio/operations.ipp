// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/known_words.ipp>
#include <oaicompat/resources/audio/operations.hpp>
#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/resources/audio/json.hpp>
#endif

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace oaicompat::inline v1 {
namespace detail {

// The words of both formats are the same, so that one function does for both.
template <class Request>
std::string_view format_word(const Request& request) {
  return request.response_format ? request.response_format->word() : std::string_view{"json"};
}
inline bool is_text_format(std::string_view format) { return format == "text" || format == "srt" || format == "vtt"; }

// `01:02:03,456`
inline std::string subtitle_time(double seconds, char point) {
  constexpr double longest = 359999.999;  // 99 hours
  const auto ms = static_cast<std::int64_t>(std::llround(std::clamp(seconds, 0.0, longest) * 1000));
  return fmt::format("{:02}:{:02}:{:02}{}{:03}", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, point, ms % 1000);
}

// An empty line would end a subtitle.
inline std::string subtitle_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r' || (c == '\n' && (out.empty() || out.back() == '\n'))) continue;
    if (c != ' ' || !out.empty()) out += c;
  }
  return out;
}

inline Bytes subtitles(const std::vector<TranscriptionSegment>& segments, std::string_view format) {
  const char point = format == "srt" ? ',' : '.';
  Bytes out{format == "srt" ? "" : "WEBVTT\n\n"};
  std::size_t number = 0;
  for (const auto& each : segments) {
    if (format == "srt") out += fmt::format("{}\n", ++number);
    out += fmt::format("{} --> {}\n{}\n\n", subtitle_time(each.start, point), subtitle_time(each.end, point),
                       subtitle_text(each.text));
  }
  return out;
}

inline std::optional<BinaryContent> as_text(const Transcription& response, std::string_view format) {
  if (!is_text_format(format)) return std::nullopt;
  const bool timed = format != "text" && response.segments;
  return BinaryContent{.content_type = format == "vtt" ? "text/vtt; charset=utf-8" : "text/plain; charset=utf-8",
                       .body = timed ? subtitles(*response.segments, format) : response.text.str()};
}

inline Transcription from_text(std::string_view body) {
  Transcription out;
  out.text = Text{body};
  return out;
}

inline double end_of(const Transcription& response) {
  return response.segments && !response.segments->empty() ? response.segments->back().end : 0;
}

// What the schema of a format requires, and nothing that it does not have.
inline void shape(Transcription& response, std::string_view format) {
  if (format == "verbose_json") {
    if (!response.language) response.language.emplace();
    if (!response.duration) response.duration = end_of(response);
  } else if (format == "diarized_json") {
    response.task = Text::literal("transcribe");
    if (!response.duration) response.duration = end_of(response);
    if (!response.segments) response.segments.emplace();
    response.words.reset();
  } else if (format == "json") {
    response.task.reset();
    response.language.reset();
    response.duration.reset();
    response.words.reset();
    response.segments.reset();
  }
}

inline bool asks_for(const TranscriptionRequest& request, TimestampGranularity what) {
  const auto& asked = request.timestamp_granularities;
  if (!asked) return what == TimestampGranularity::segment;
  return std::any_of(asked->begin(), asked->end(), [&](const auto& each) { return each == what; });
}

}  // namespace detail

OAICOMPAT_INLINE void CreateTranscription::shape(Transcription& response, const TranscriptionRequest& request) {
  const auto format = detail::format_word(request);
  detail::shape(response, format);
  if (format != "verbose_json") return;
  if (!detail::asks_for(request, TimestampGranularity::word)) response.words.reset();
  if (!detail::asks_for(request, TimestampGranularity::segment)) response.segments.reset();
}
OAICOMPAT_INLINE std::optional<BinaryContent> CreateTranscription::as_text(const Transcription& response,
                                                                           const TranscriptionRequest& request) {
  return detail::as_text(response, detail::format_word(request));
}
OAICOMPAT_INLINE bool CreateTranscription::wants_text(const TranscriptionRequest& request) {
  return detail::is_text_format(detail::format_word(request));
}
OAICOMPAT_INLINE Transcription CreateTranscription::from_text(std::string_view body) { return detail::from_text(body); }

OAICOMPAT_INLINE void CreateTranslation::shape(Transcription& response, const TranslationRequest& request) {
  const auto format = detail::format_word(request);
  detail::shape(response, format);
  response.words.reset();
}
OAICOMPAT_INLINE std::optional<BinaryContent> CreateTranslation::as_text(const Transcription& response,
                                                                         const TranslationRequest& request) {
  return detail::as_text(response, detail::format_word(request));
}
OAICOMPAT_INLINE bool CreateTranslation::wants_text(const TranslationRequest& request) {
  return detail::is_text_format(detail::format_word(request));
}
OAICOMPAT_INLINE Transcription CreateTranslation::from_text(std::string_view body) { return detail::from_text(body); }

OAICOMPAT_INLINE std::optional<Error> CreateTranscription::check(const TranscriptionRequest& request) {
  if (auto refused = detail::refuse_unknown(request.response_format, "response_format")) return refused;
  if (!request.timestamp_granularities) return std::nullopt;
  for (const auto& each : *request.timestamp_granularities) {
    if (auto refused = detail::refuse_unknown(each, "timestamp_granularities[]")) return refused;
  }
  return std::nullopt;
}
OAICOMPAT_INLINE std::optional<Error> CreateTranslation::check(const TranslationRequest& request) {
  return detail::refuse_unknown(request.response_format, "response_format");
}
OAICOMPAT_INLINE std::optional<Error> CreateSpeech::check(const SpeechRequest& request) {
  return detail::refuse_unknown(request.stream_format, "stream_format");
}

OAICOMPAT_INLINE std::string CreateSpeech::content_type(const SpeechRequest& request) {
  const auto format = request.response_format ? request.response_format->known() : SpeechFormat::mp3;
  if (!format) return "application/octet-stream";
  switch (*format) {
    case SpeechFormat::mp3: return "audio/mpeg";
    case SpeechFormat::opus: return "audio/opus";
    case SpeechFormat::aac: return "audio/aac";
    case SpeechFormat::flac: return "audio/flac";
    case SpeechFormat::wav: return "audio/wav";
    case SpeechFormat::pcm: return "audio/pcm";
  }
  return "application/octet-stream";
}

}  // namespace oaicompat::inline v1
