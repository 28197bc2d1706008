// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/azure/model_name.hpp>
#include <oaicompat/http/multipart.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/json/member_scan.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail::azure {

// The longest model's name that is looked for.
inline constexpr std::size_t longest_model = 4096;

// The text part `model` of a form, and where its data stands in the body.
struct ModelPart {
  std::string model{};
  std::optional<std::size_t> offset{};  // nothing where a piece of the body ends within it
};

inline std::optional<ModelPart> model_part(const Body& body, std::string_view boundary) {
  MultipartReader reader{boundary};
  MultipartPiece piece;
  std::optional<ModelPart> out;
  std::size_t offset = 0, fed = 0;
  std::string_view bytes;
  for (;;) {
    const auto got = reader.next(piece);
    if (got == Pull::wait) {
      offset += fed;
      bytes = body.from(offset);
      if (bytes.empty()) return out;
      reader.feed(bytes);
      fed = bytes.size();
    } else if (got != Pull::some) {
      return out;
    } else if (const auto* head = std::get_if<PartHead>(&piece)) {
      if (out) return out;
      if (head->name == "model" && !head->filename) out.emplace();
    } else if (out) {
      const auto data = std::get<std::string_view>(piece);
      const std::less_equal<const char*> before;
      const bool inside =
          before(bytes.data(), data.data()) && before(data.data() + data.size(), bytes.data() + bytes.size());
      const bool first = out->model.empty();
      out->offset =
          first && inside ? std::optional{offset + static_cast<std::size_t>(data.data() - bytes.data())} : std::nullopt;
      out->model += data.substr(0, longest_model - std::min(longest_model, out->model.size()));
    }
  }
}

// Bytes that a piece of a body points into.
struct OwnedBytes final : BufferOwner {
  explicit OwnedBytes(Bytes b) : bytes{std::move(b)} {}
  Bytes bytes;
};
inline BodyPiece owned_piece(Bytes bytes) {
  auto owner = std::make_shared<OwnedBytes>(std::move(bytes));
  const std::string_view view = owner->bytes;
  return {view, std::move(owner)};
}

// Adds the bytes of a body between two places.
inline void add_pieces(const Body& body, std::size_t from, std::size_t to, std::vector<BodyPiece>& out) {
  while (from < to) {
    const auto bytes = body.from(from).substr(0, to - from);
    if (bytes.empty()) return;
    out.push_back({bytes, body.keeper(from)});
    from += bytes.size();
  }
}

// A body with bytes put in place of some of its own.
inline Body spliced(Body body, std::size_t offset, std::size_t size, Bytes bytes) {
  if (!body.keeper(0)) {
    auto all = body.take();
    all.replace(offset, size, bytes);
    return Body{std::move(all)};
  }
  std::vector<BodyPiece> pieces;
  add_pieces(body, 0, offset, pieces);
  pieces.push_back(owned_piece(std::move(bytes)));
  add_pieces(body, offset + size, body.size(), pieces);
  return Body{std::move(pieces)};
}

inline void set_form_model(Request& request, std::string_view boundary, std::string_view model) {
  auto part = model_part(request.body, boundary);
  if (part && !part->offset && !part->model.empty()) {
    request.body = Body{request.body.take()};
    part = model_part(request.body, boundary);
  }
  if (part && part->offset) {
    request.body = spliced(std::move(request.body), *part->offset, part->model.size(), Bytes{model});
  } else if (!part && request.body.from(0).starts_with("--")) {
    Bytes bytes;
    append_part(bytes, boundary, {.name = "model"}, model);
    request.body = spliced(std::move(request.body), 0, 0, std::move(bytes));
  }
}

OAICOMPAT_INLINE std::optional<std::string> model_of(Request& request) {
  if (const auto boundary = multipart_boundary(request.headers.get("content-type"))) {
    auto part = model_part(request.body, *boundary);
    return part ? std::optional{std::move(part->model)} : std::nullopt;
  }
  const auto text = member_text(request.body.view(), "model");
  return text ? Json{Text{*text}}.as_string() : std::nullopt;
}

OAICOMPAT_INLINE void set_model(Request& request, std::string_view model) {
  if (const auto boundary = multipart_boundary(request.headers.get("content-type")))
    return set_form_model(request, *boundary, model);
  auto json = request.body.take();
  set_member(json, "model", Json::string(model).view());
  request.body = Body{std::move(json)};
}

}  // namespace oaicompat::inline v1::detail::azure
