// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/error_body.hpp>
#include <oaicompat/api/form.hpp>
#include <oaicompat/api/row.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/write.hpp>

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
    if ((!only.empty() && plain != only) || path.has(plain)) continue;
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
  for (std::size_t i = 0; i < path.size(); ++i) out.add(path[i].first, Text{percent_decoded(path[i].second)});
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

inline Bytes request_json(const Endpoint& endpoint, Request& request, const PathMembers& path) {
  if (is_body(endpoint)) return request.body.take();
  if (!takes_body(endpoint)) return "{" + members_as_json(path, request.query) + "}";
  const auto query = endpoint.query.empty() ? std::string_view{} : std::string_view{request.query};
  return with_members(without_mark(request.body.take()), members_as_json(path, query, endpoint.query));
}

inline bool comes_as_form(const Row& row, const Request& request) {
  if (row.endpoint.body != RequestBody::json_or_form) return row.endpoint.body == RequestBody::form;
  return is_multipart(request.headers.get("content-type"));
}

inline void add_members(FormScan& scan, const PathMembers& path) {
  for (std::size_t i = 0; i < path.size(); ++i) scan.add_member(path[i].first, percent_decoded(path[i].second));
}

inline std::optional<Error> read_form(const Row& row, Request& request, const PathMembers& path,
                                      const MultipartLimits& limits, AnyRequest& out) {
  FormScan scan{std::move(request.body), request.headers.get("content-type"), limits};
  add_members(scan, path);
  while (scan.step()) continue;
  return row.form->read(scan, out);
}

inline std::optional<Error> read_request(const Row& row, Request& request, const PathMembers& path,
                                         const ServeOptions& options, AnyRequest& out) {
  if (comes_as_form(row, request)) return read_form(row, request, path, options.forms, out);
  auto reading = options.reading;
  if (!takes_body(row.endpoint)) reading.reading = Reading::parameters;
  auto json = request_json(row.endpoint, request, path);
  // Without a body nothing is said, which is a request where nothing must be.
  if (takes_body(row.endpoint) && json.find_first_not_of(" \t\r\n") == json.npos) {
    if (!row.request->parse("{}", reading, out)) return std::nullopt;
  }
  return row.request->parse(std::move(json), reading, out);
}

inline std::optional<Error> refusal_of(const Row& row, const AnyRequest& request, const ServeOptions& options) {
  if (takes_body(row.endpoint) && options.unknown_fields == UnknownFields::reject) {
    if (const auto& extra = row.request->extra(request.value); !extra.empty()) {
      const auto name = extra.begin()->key.str();
      return api_error(400, "Unrecognized request argument supplied: " + name + ".", "unknown_parameter", name);
    }
  }
  return row.check ? row.check(request.value) : std::nullopt;
}

}  // namespace oaicompat::inline v1::detail
