// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/members.hpp>
#include <oaicompat/dialects/gemini/parts.hpp>
#include <oaicompat/dialects/gemini/thoughts.hpp>
#include <oaicompat/dialects/placed_blocks.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail::gemini {

// --- places --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE std::int64_t PartPlaces::add(const GeminiPart& part, Piece piece, std::vector<Json>& out) {
  const auto kind = part.function_call             ? Kind::call
                    : !part.text                   ? Kind::other
                    : part.thought.value_or(false) ? Kind::thought
                                                   : Kind::text;
  const bool worded = kind == Kind::text || kind == Kind::thought;
  const bool same = worded && piece == Piece::goes_on && kind == kind_ && !is_signed_ && !part.thought_signature &&
                    part.extra.empty() && more_.empty();
  if (!same) {
    finish(out);
    ++place_;
    kind_ = kind;
    length_ = 0;
    more_ = worded ? part.extra : Extras{};
    const bool late = kind == Kind::text ? texts_ > 0 || calls_ > 0 : place_ > 0;
    due_ = worded && (late || !more_.empty());
    texts_ += kind == Kind::text ? 1 : 0;
    calls_ += kind == Kind::call ? 1 : 0;
  }
  is_signed_ = part.thought_signature.has_value();
  if (worded) length_ += static_cast<std::int64_t>(part.text->size());
  if (kind == Kind::other) {
    Bytes item;
    ObjectText{item}.number("index", place_).raw("part", to_json(part)).close();
    out.push_back(Json{Text{item}});
  }
  return place_;
}
OAICOMPAT_INLINE void PartPlaces::finish(std::vector<Json>& out) {
  if (!std::exchange(due_, false)) return;
  Extras more;
  keep_more(more, more_member, more_);
  Bytes item;
  ObjectText object{item};
  object.number("index", place_).number(kind_ == Kind::thought ? "thought" : "text", length_);
  if (const auto* kept = more.find(more_member)) object.raw(more_member, kept->view());
  object.close();
  out.push_back(Json{Text{item}});
}

// --- parts again ---------------------------------------------------------------------------------------------------

// A text among the parts: of known length, or what stands before those.
struct PlacedText {
  std::optional<std::int64_t> index, length;
  Json more{};
};

class PartsOfMessage {
 public:
  PartsOfMessage(Spoken from, ThoughtParts thoughts) : from_{std::move(from)}, thoughts_{thoughts} {
    const auto* list = from_.extra.find(other_parts);
    for (const auto& each : list ? list->elements() : std::vector<Json>{}) {
      const auto index = each.at("index").as_integer();
      if (const auto part = each.find("part")) {
        if (auto read = parse_owned<GeminiPart>(part->view())) placed_.place(index, *std::move(read));
      } else if (index) {
        auto& list_of = each.find("thought") ? thought_places_ : text_places_;
        list_of.push_back(
            {index, each.at(each.find("thought") ? "thought" : "text").as_integer(), each.at(more_member)});
      }
    }
    for (auto* places : {&thought_places_, &text_places_})
      std::sort(places->begin(), places->end(), [](auto& a, auto& b) { return *a.index < *b.index; });
  }

  std::vector<GeminiPart> make() {
    details_ = details_of(from_.extra);
    thoughts();
    texts();
    for (auto& call : from_.calls) placed_.add(std::move(call));
    return placed_.merged();
  }

 private:
  static GeminiPart text_part(std::string_view words) {
    GeminiPart out;
    out.text = Text{words};
    return out;
  }
  // A text cut at its places; the first is what stands before them, and has none.
  static std::vector<std::string_view> cut(std::string_view text, std::vector<PlacedText>& places) {
    std::vector<std::optional<std::int64_t>> lengths;
    for (const auto& each : places) lengths.push_back(each.length);
    if (auto made = cut_text(text, lengths)) return *std::move(made);
    places.clear();
    return {text};
  }
  // The signature that came in the part at a place.
  std::string signature_at(std::optional<std::int64_t> index, bool thought) {
    for (auto& each : details_) {
      if (!each.is_ours || each.is_text != thought || each.signature.empty() || each.index != index) continue;
      return std::exchange(each.signature, {});
    }
    return {};
  }

  void thought(std::optional<std::int64_t> index, std::string_view words, std::string signature, const Json& more) {
    if (words.empty() && signature.empty()) return;
    if (thoughts_ == ThoughtParts::none || (thoughts_ == ThoughtParts::ours && signature.empty()))
      return placed_.leave_out(index);
    auto part = text_part(words);
    part.thought = true;
    if (!signature.empty()) part.thought_signature = Text{signature};
    take_more(part.extra, &more);
    placed_.place(index, std::move(part));
  }
  void thoughts() {
    const auto reasoning = reasoning_of(from_.extra).value_or("");
    std::string told;
    for (const auto& each : details_) told += each.is_text ? each.text : std::string{};
    const bool apart = told != reasoning;
    // Where the details hold all that was thought, they come part by part.
    if (!apart && thought_places_.empty()) {
      for (auto& each : details_) {
        if (each.is_ours && each.is_text) thought(each.index, each.text, std::exchange(each.signature, {}), {});
      }
    } else {
      const auto pieces = cut(reasoning, thought_places_);
      thought(0, pieces.front(), signature_at(0, true), {});
      for (std::size_t i = 0; i < thought_places_.size(); ++i) {
        const auto& place = thought_places_[i];
        thought(place.index, pieces[i + 1], signature_at(place.index, true), place.more);
      }
    }
    for (auto& each : details_) {
      if (!each.is_ours && thoughts_ == ThoughtParts::all) {
        thought(std::nullopt, apart ? std::string_view{} : std::string_view{each.text}, seal(each), {});
      } else if (each.is_ours && each.is_text && !each.signature.empty()) {
        thought(std::nullopt, {}, std::exchange(each.signature, {}), {});
      }
    }
  }
  static std::string seal(const Detail& detail) {
    return !detail.signature.empty() || !detail.is_text ? wrapped(detail) : std::string{};
  }

  void texts() {
    const auto pieces = cut(from_.content, text_places_);
    std::vector<std::string> seals;
    for (const auto& each : text_places_) seals.push_back(signature_at(each.index, false));
    std::string first;  // of the text that has no place, or of no text
    for (auto& each : details_) {
      if (each.is_ours && !each.is_text && !each.signature.empty()) first = std::exchange(each.signature, {});
    }
    if (!pieces.front().empty() || !first.empty()) {
      auto part = text_part(pieces.front());
      if (!first.empty()) part.thought_signature = Text{first};
      placed_.add(std::move(part));
    }
    for (std::size_t i = 0; i < text_places_.size(); ++i) {
      auto part = text_part(pieces[i + 1]);
      if (!seals[i].empty()) part.thought_signature = Text{seals[i]};
      take_more(part.extra, &text_places_[i].more);
      placed_.place(text_places_[i].index, std::move(part));
    }
  }

  Spoken from_;
  const ThoughtParts thoughts_;
  PlacedBlocks<GeminiPart> placed_;
  std::vector<PlacedText> thought_places_, text_places_;
  std::vector<Detail> details_;
};

OAICOMPAT_INLINE std::vector<GeminiPart> parts_of(Spoken from, ThoughtParts thoughts) {
  return PartsOfMessage{std::move(from), thoughts}.make();
}

}  // namespace oaicompat::inline v1::detail::gemini
