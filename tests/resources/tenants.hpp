// Servers with keys, what each key has kept there, and requests as a key.
// SPDX-License-Identifier: MIT
#pragma once

#include "kept.hpp"

#include <oaicompat/resources/fine_tuning/trainer.hpp>
#include <oaicompat/server.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenants {

using namespace kept;

// A server whose model `m` says "Hi.", and whose model `slow` says nothing until it is cancelled.
inline Server serving(StorePtr store, std::vector<ApiKey> keys, TrainerPtr trainer = {}) {
  Server server{{.api_keys = std::move(keys), .store = std::move(store), .trainer = std::move(trainer)}};
  server.chat("m", [](const ChatRequest&, ChatWriter& out) {
    out.text("Hi.");
    out.finish(FinishReason::stop);
  });
  server.chat("slow", [](const ChatRequest&, ChatWriter& out) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait(lock, out.context().stop, [] { return false; });
  });
  return server;
}
inline const std::vector<ApiKey> three_keys{{.key = "a", .name = "alice"},
                                            {.key = "b", .name = "bob"},
                                            {.key = "a2", .name = "alice's phone", .tenant = "alice"}};

struct Asked {
  std::string method, path, body = "", type = "application/json";
};
inline const std::string form_type = "multipart/form-data; boundary=b";
// A form with a file, and the purpose that a file has.
inline std::string form_with(const std::string& name) {
  return "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nvision\r\n"
         "--b\r\nContent-Disposition: form-data; name=\"" +
         name + "\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n";
}
inline Told ask_as(const Handler& handler, const std::string& key, const Asked& asked) {
  const auto query = asked.path.find('?');
  Headers headers{{"content-type", asked.type}};
  if (!key.empty()) headers.add("authorization", "Bearer " + key);
  auto got = play::answer(handler, {.method = asked.method,
                                    .path = "/v1" + asked.path.substr(0, query),
                                    .query = query == std::string::npos ? "" : asked.path.substr(query + 1),
                                    .headers = std::move(headers),
                                    .body = asked.body});
  return {got.head.status, std::move(got.body)};
}
inline std::string first_id(const std::string& body, const std::string& prefix) {
  const auto at = body.find("\"" + prefix);
  REQUIRE_MESSAGE(at != std::string::npos, body);
  return body.substr(at + 1, body.find('"', at + 1) - at - 1);
}

// What a key has kept, of each kind.
struct Belongings {
  std::string response, item, job, conversation, said, completion, file, upload;

  Belongings(const Handler& handler, const std::string& key) {
    const auto made = [&](const Asked& asked, const std::string& prefix) {
      const auto got = ask_as(handler, key, asked);
      REQUIRE_MESSAGE(got.status == 200, got.body);
      return first_id(got.body, prefix);
    };
    const auto answered = ask_as(handler, key, {"POST", "/responses", R"({"model":"m","input":"Hello"})"});
    response = first_id(answered.body, "resp_");
    item = first_id(answered.body, "msg_");
    job = made({"POST", "/responses", R"({"model":"slow","input":"Hello","background":true})"}, "resp_");
    conversation =
        made({"POST", "/conversations", R"({"items":[{"type":"message","role":"user","content":"1"}]})"}, "conv_");
    said = made({"GET", "/conversations/" + conversation + "/items"}, "msg_");
    completion = made({"POST", "/chat/completions",
                       R"({"model":"m","messages":[{"role":"user","content":"1"}],"store":true,"metadata":{"t":"x"}})"},
                      "chatcmpl-");
    file = made({"POST", "/files", form_with("file"), form_type}, "file-");
    upload = made({"POST", "/uploads", R"({"filename":"a","purpose":"vision","mime_type":"a","bytes":0})"}, "upload_");
  }

  // Everything that can be asked of it; the last ones change or remove it.
  std::vector<Asked> all() const {
    const auto history = "/conversations/" + conversation, chat = "/chat/completions/" + completion;
    const auto after = [](const std::string& id) { return R"({"model":"m","previous_response_id":")" + id + "\"}"; };
    const auto go_on = R"({"model":"m","input":"And?","conversation":")" + conversation + "\"}";
    const auto refers = R"({"model":"m","input":[{"type":"item_reference","id":")" + item + "\"}]}";
    return {{"GET", "/responses/" + response},
            {"GET", "/responses/" + response + "?stream=true"},
            {"GET", "/responses/" + response + "/input_items"},
            {"GET", "/responses/" + job},
            {"GET", "/responses/" + job + "/input_items"},
            {"POST", "/responses", R"({"model":"m","input":"And?",)" + after(response).substr(13)},
            {"POST", "/responses/input_tokens", after(response)},
            {"POST", "/responses/compact", after(response)},
            {"POST", "/responses", refers},
            {"POST", "/responses", go_on},
            {"POST", "/responses/input_tokens", go_on},
            {"GET", history},
            {"GET", history + "/items"},
            {"GET", history + "/items/" + said},
            {"POST", history + "/items", R"({"items":[{"type":"message","role":"user","content":"2"}]})"},
            {"POST", history, R"({"metadata":{"a":"b"}})"},
            {"GET", chat},
            {"GET", chat + "/messages"},
            {"GET", "/chat/completions?after=" + completion},
            {"POST", chat, R"({"metadata":{"t":"x"}})"},
            {"GET", "/files/" + file},
            {"GET", "/files/" + file + "/content"},
            {"GET", "/files?after=" + file},
            {"POST", "/uploads/" + upload + "/complete", R"({"part_ids":[]})"},
            {"DELETE", "/files/" + file},
            {"POST", "/responses/" + job + "/cancel"},
            {"DELETE", "/responses/" + job},
            {"DELETE", "/responses/" + response},
            {"DELETE", history + "/items/" + said},
            {"DELETE", history},
            {"DELETE", chat}};
  }
};

// The same message without the ids in it.
inline std::string without(std::string text, const Belongings& ids) {
  for (const auto* id :
       {&ids.response, &ids.item, &ids.job, &ids.conversation, &ids.said, &ids.completion, &ids.file, &ids.upload}) {
    for (auto at = text.find(*id); at != text.npos; at = text.find(*id)) text.replace(at, id->size(), "x");
  }
  return text;
}

// Whether a request is one of an operation: the members in braces of its path may be anything.
inline bool is_of(const Endpoint& endpoint, const Asked& asked) {
  auto path = std::string_view{asked.path}.substr(0, asked.path.find('?'));
  auto shape = endpoint.path;
  while (!shape.empty() && !path.empty()) {
    const auto wanted = shape.substr(0, shape.find('/', 1)), got = path.substr(0, path.find('/', 1));
    if (wanted != got && !wanted.starts_with("/{")) return false;
    shape.remove_prefix(wanted.size());
    path.remove_prefix(got.size());
  }
  return shape.empty() && path.empty() && endpoint.method == asked.method;
}
template <class... Ops>
std::vector<Endpoint> endpoints_of(OperationList<Ops...>) {
  return {Ops::endpoint...};
}

}  // namespace tenants
