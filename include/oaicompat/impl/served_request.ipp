// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/api/form.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/impl/known_words.ipp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// Members of a JSON object, one after the other.
class MemberWriter {
 public:
  void add(std::string_view name, const auto& value) {
    if (!out_.empty()) out_ += ',';
    write_quoted(out_, name);
    out_ += ':';
    append_json(out_, value);
  }
  Bytes take() { return std::move(out_); }

 private:
  Bytes out_;
};

// What the query holds: texts, lists as `name[]=a&name[]=b`, maps as `name[key]=a`. The path's members count.
inline void add_query_members(MemberWriter& out, const PathMembers& path, std::string_view query,
                              std::string_view only) {
  std::map<std::string, std::vector<std::string>> lists;
  std::map<std::string, std::map<std::string, std::string>> maps;
  for (const auto& [name, value] : query_members(query)) {
    const auto open = name.ends_with(']') ? name.find('[') : name.npos;
    const auto plain = name.substr(0, open);
    const auto same = [&](const auto& member) { return member.first == plain; };
    if ((!only.empty() && plain != only) || std::any_of(path.begin(), path.end(), same)) continue;
    if (open == name.npos) {
      out.add(plain, Text{value});
    } else if (open + 2 == name.size()) {
      lists[plain].push_back(value);
    } else {
      maps[plain][name.substr(open + 1, name.size() - open - 2)] = value;
    }
  }
  for (const auto& [name, values] : lists) out.add(name, values);
  for (const auto& [name, values] : maps) out.add(name, values);
}

// The request's members as they stand in the path and the query, as those of a JSON object.
inline Bytes members_as_json(const PathMembers& path, std::string_view query, std::string_view only = {}) {
  MemberWriter out;
  for (const auto& [name, value] : path) out.add(name, Text{percent_decoded(value)});
  add_query_members(out, path, query, only);
  return out.take();
}

// A body with the members that stand elsewhere. They come last, so they count.
inline Bytes with_members(Bytes body, const Bytes& members) {
  const auto open = body.find_first_not_of(" \t\r\n");
  if (open == body.npos) return "{" + members + "}";
  const auto close = body.find_last_not_of(" \t\r\n");
  if (members.empty() || body[open] != '{' || body[close] != '}') return body;
  body.resize(close);
  const auto last = body.find_last_not_of(" \t\r\n");
  if (last != open) body += ',';
  return body + members + "}";
}

// Some editors and shells put a byte order mark before JSON. The reader passes over one; who adds members must not.
inline Bytes without_mark(Bytes body) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (body.starts_with(mark)) body.erase(0, mark.size());
  return body;
}

template <Operation Op>
Bytes request_json(Request& request, const PathMembers& path) {
  if constexpr (is_body(Op::endpoint)) return request.body.take();
  if constexpr (!takes_body(Op::endpoint)) return "{" + members_as_json(path, request.query) + "}";
  const auto query = Op::endpoint.query.empty() ? std::string_view{} : std::string_view{request.query};
  return with_members(without_mark(request.body.take()), members_as_json(path, query, Op::endpoint.query));
}

template <Operation Op>
bool comes_as_form(const Request& request) {
  if constexpr (Op::endpoint.body == RequestBody::form) return true;
  return Op::endpoint.body == RequestBody::json_or_form && is_multipart(request.headers.get("content-type"));
}

template <Operation Op>
Result<Parsed<typename Op::Request>> read_request(Request& request, const PathMembers& path,
                                                  const ServeOptions& options) {
  if constexpr (Op::endpoint.body != RequestBody::json) {
    if (comes_as_form<Op>(request)) {
      const auto type = request.headers.get("content-type");
      return parse_form<typename Op::Request>(std::move(request.body), type, options.forms);
    }
  }
  auto reading = options.reading;
  if (!takes_body(Op::endpoint)) reading.reading = Reading::parameters;
  auto json = request_json<Op>(request, path);
  // Without a body nothing is said, which is a request where nothing must be.
  if (takes_body(Op::endpoint) && json.find_first_not_of(" \t\r\n") == json.npos) {
    if (auto nothing = parse<typename Op::Request>("{}", reading)) return nothing;
  }
  return parse<typename Op::Request>(std::move(json), reading);
}

template <Operation Op>
std::optional<Error> refusal_of(const typename Op::Request& request, const ServeOptions& options) {
  const bool rejects = takes_body(Op::endpoint) && options.unknown_fields == UnknownFields::reject;
  if (rejects && !request.extra.empty()) {
    const auto name = request.extra.begin()->key.str();
    return api_error(400, "Unrecognized request argument supplied: " + name + ".", "unknown_parameter", name);
  }
  if constexpr (requires { request.order->known(); }) {
    if (auto refused = refuse_unknown(request.order, "order")) return refused;
  }
  if constexpr (requires { Op::check(request); }) return Op::check(request);
  return std::nullopt;
}

}  // namespace oaicompat::inline v1::detail
