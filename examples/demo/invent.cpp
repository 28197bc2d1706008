// SPDX-License-Identifier: MIT
#include "invent.hpp"

#include <oaicompat/api/offload.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/transport/memory.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demo {

using namespace oaicompat;

namespace {

// Where something is kept, `*` for an id, and the body that makes one there. `FILE` is the id of a file.
struct Kind {
  std::string_view path, body;
};
constexpr std::array kinds{
    Kind{"responses", R"({"model":"demo","input":"Hello","store":true})"},
    Kind{"conversations", R"({"items":[{"type":"message","role":"user","content":"Hello"}]})"},
    Kind{"conversations/*/items", ""},
    Kind{"chat/completions", R"({"model":"demo","messages":[{"role":"user","content":"Hello"}],"store":true})"},
    Kind{"files", ""},
    Kind{"uploads", R"({"filename":"invented","purpose":"vision","mime_type":"image/png","bytes":0})"},
    Kind{"batches", R"({"input_file_id":"FILE","endpoint":"/v1/chat/completions","completion_window":"24h"})"},
    Kind{"vector_stores", R"({"name":"invented"})"},
    Kind{"vector_stores/*/files", R"({"file_id":"FILE"})"},
    Kind{"vector_stores/*/file_batches", R"({"file_ids":["FILE"]})"},
    Kind{"fine_tuning/jobs", R"({"model":"demo","training_file":"FILE"})"},
};
// Words that stand where an id would.
constexpr std::array reserved_words{std::string_view{"input_tokens"}, std::string_view{"compact"}};

std::string invented_file() {
  std::string lines;
  for (int i = 0; i < 10; ++i)
    lines += R"({"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hello"}]})"
             "\n";
  return "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nfine-tune\r\n--x\r\nContent-Disposition: "
         "form-data; name=\"file\"; filename=\"invented.jsonl\"\r\n\r\n" +
         lines + "\r\n--x--\r\n";
}

// The ids of one request: what was asked for, and what it is called by the server.
using Names = std::vector<std::pair<std::string, std::string>>;
void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

class Inventor {
 public:
  explicit Inventor(Handler inner) : inner_{std::move(inner)} {}

  // What neither is kept nor names what is goes straight on.
  static bool concerns(const Request& request) {
    constexpr std::array roots{"/v1/responses", "/v1/conversations", "/v1/chat/completions/", "/v1/files",
                               "/v1/uploads",   "/v1/batches",       "/v1/vector_stores",     "/v1/fine_tuning/jobs"};
    return std::any_of(roots.begin(), roots.end(), [&](const char* root) { return request.path.starts_with(root); });
  }
  Result<Collected> answer(Request request) {
    Names names;
    {
      std::lock_guard lock{mutex_};
      rename_path(request, names);
      rename_body(request, names);
    }
    auto got = ask(inner_, std::move(request));
    if (!got) return got;
    for (const auto& [asked, real] : names) replace_all(got->body, '"' + real + '"', '"' + asked + '"');
    return got;
  }

 private:
  Result<Collected> send(const Request& like, std::string method, std::string path, std::string body = {},
                         const std::string& type = "application/json") const {
    Request request{.method = std::move(method), .path = "/v1/" + path, .body = std::move(body)};
    if (!request.body.empty()) request.headers.add("content-type", type);
    request.context.principal = like.context.principal;
    request.context.tenant = like.context.tenant;
    return ask(inner_, std::move(request));
  }

  void rename_path(Request& request, Names& names) {
    std::string shape, real{"/v1"};
    for (std::string_view rest{std::string_view{request.path}.substr(4)}; !rest.empty();) {
      const auto segment = std::string{rest.substr(0, rest.find('/'))};
      rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
      const auto* kind = find(shape);
      const bool is_word = std::find(reserved_words.begin(), reserved_words.end(), segment) != reserved_words.end();
      const bool is_id = kind && !segment.empty() && !is_word;
      const auto own = is_id ? rename(request, *kind, real.substr(4), segment, names) : segment;
      shape += (shape.empty() ? "" : "/") + (is_id ? std::string{"*"} : segment);
      real += "/" + own;
    }
    request.path = real;
  }
  static const Kind* find(std::string_view shape) {
    for (const auto& each : kinds) {
      if (each.path == shape) return &each;
    }
    return nullptr;
  }
  void rename_body(Request& request, Names& names) {
    static const std::regex members{
        R"re("(training_file|validation_file|input_file_id|file_id|previous_response_id|conversation)"\s*:\s*"([^"\\]+)")re"};
    constexpr std::size_t most = 1 << 20;
    const std::string_view body = request.body.view();
    if (!body.starts_with('{') || body.size() > most) return;
    const std::string text{body};
    std::string out;
    auto last = text.cbegin();
    for (std::sregex_iterator at{text.begin(), text.end(), members}, end; at != end; ++at) {
      const auto member = (*at)[1].str(), id = (*at)[2].str();
      const auto* where = member == "previous_response_id" ? "responses"
                          : member == "conversation"       ? "conversations"
                                                           : "files";
      out.append(last, (*at)[2].first).append(rename(request, *find(where), where, id, names));
      last = (*at)[2].second;
    }
    if (last == text.cbegin()) return;
    request.body = out.append(last, text.cend());
  }

  // What the server calls it; it is made where it does not exist.
  std::string rename(const Request& like, const Kind& kind, const std::string& where, const std::string& id,
                     Names& names) {
    const auto key = like.context.tenant.value_or(like.context.principal) + "\n" + where + "/" + id;
    auto found = known_.find(key);
    if (found == known_.end()) {
      if (exists(like, kind, where, id)) return id;
      auto made = make(like, kind, where, id, names);
      if (!made) return id;
      found = known_.emplace(key, *std::move(made)).first;
    }
    names.emplace_back(id, found->second);
    return found->second;
  }
  // Nothing tells of an upload: one of the server's own has a long name.
  bool exists(const Request& like, const Kind& kind, const std::string& where, const std::string& id) const {
    if (kind.path == "uploads") return id.size() > 24;
    const auto got = send(like, "GET", where + "/" + id);
    return got && got->head.status != 404;
  }
  std::optional<std::string> make(const Request& like, const Kind& kind, const std::string& where,
                                  const std::string& id, Names& names) {
    if (kind.path == "conversations/*/items") {
      const auto items = send(like, "GET", where);
      return items ? Json{Text{items->body}}.at("data").at(std::size_t{0}).at("id").as_string() : std::nullopt;
    }
    std::string body{kind.body};
    if (body.find("FILE") != body.npos) {
      // A file of a vector store is that file, whatever asks for it.
      const auto file = kind.path == "vector_stores/*/files" ? id : std::string{"file-invented"};
      replace_all(body, "FILE", rename(like, *find("files"), "files", file, names));
    }
    const auto got = kind.path == "files"
                         ? send(like, "POST", where, invented_file(), "multipart/form-data; boundary=x")
                         : send(like, "POST", where, std::move(body));
    if (!got || got->head.status / 100 != 2) return std::nullopt;
    return Json{Text{got->body}}.at("id").as_string();
  }

  const Handler inner_;
  std::mutex mutex_;
  std::map<std::string, std::string> known_;
};

}  // namespace

Layer invent_missing() {
  return [](Handler inner) -> Handler {
    const auto inventor = std::make_shared<Inventor>(inner);
    const auto pool = std::make_shared<WorkerPool>();
    return [inner = std::move(inner), inventor, pool](Request request) -> Answer {
      if (!inventor->concerns(request)) return inner(std::move(request));
      const auto shared = std::make_shared<Request>(std::move(request));
      return offload_stream<Part>(*pool, [inventor, shared](ChannelWriter<Part>& out) {
        auto got = inventor->answer(std::move(*shared));
        if (!got) return out.fail(got.error());
        got->head.headers.remove("content-length");
        out.send(Part{std::move(got->head)});
        if (!got->body.empty()) out.send(Part{std::move(got->body)});
        out.end();
      });
    };
  };
}

}  // namespace demo
