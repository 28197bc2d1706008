// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

// Offers all operations; answers a model's id back.
Backend everything() {
  auto made = backend(says_hi());
  made.on<ListModels>([](const Parsed<ListModelsRequest>& request, const Context&) {
    ModelList list;
    list.extra = request->extra;
    return one_item(std::move(list));
  });
  made.on<RetrieveModel>([](const Parsed<RetrieveModelRequest>& request, const Context&) {
    Model model;
    model.id = request->model;
    model.extra = request->extra;
    return one_item(std::move(model));
  });
  return made;
}
Collected asked(std::string method, std::string path, std::string query = {}, ServeOptions options = {}) {
  Request request{.method = std::move(method), .path = std::move(path), .query = std::move(query), .body = ask_whole};
  return answer(serve(everything(), std::move(options)), std::move(request));
}

}  // namespace

TEST_CASE("paths are known with the prefix, without it, and with a slash at the end") {
  for (const char* path :
       {"/v1/chat/completions", "/chat/completions", "/v1/chat/completions/", "/chat/completions//"}) {
    CHECK(asked("POST", path).head.status == 200);
  }
  for (const char* path : {"/v1/v1/chat/completions", "/v2/chat/completions", "/v1chat/completions", "/v1", "/", ""}) {
    CHECK(asked("POST", path).head.status == 404);
  }
}

TEST_CASE("the prefix is the server's choice") {
  const ServeOptions options{.prefix = "/openai/"};
  CHECK(asked("GET", "/openai/models", {}, options).head.status == 200);
  CHECK(asked("GET", "/models", {}, options).head.status == 200);
  CHECK(asked("GET", "/v1/models", {}, options).head.status == 404);
  CHECK(asked("GET", "/models", {}, {.prefix = ""}).head.status == 200);
}

TEST_CASE("an unknown path is a 404 in the error shape") {
  const auto got = asked("POST", "/v1/nothing");
  CHECK(got.head.status == 404);
  CHECK(got.head.headers.get("content-type") == "application/json");
  CHECK(got.body == R"({"error":{"message":"Unknown request URL: POST /v1/nothing.","type":"invalid_request_error",)"
                    R"("param":null,"code":"unknown_url"}})");
  CHECK(asked("OPTIONS", "/v1/nothing").head.status == 404);
}

TEST_CASE("a wrong method is a 405 that says which ones are right") {
  const auto get = asked("GET", "/v1/chat/completions");
  CHECK(get.head.status == 405);
  CHECK(get.head.headers.get("allow") == "POST, OPTIONS");
  CHECK(get.head.headers.get("content-type") == "application/json");
  CHECK(get.body ==
        R"({"error":{"message":"Not allowed to GET on /v1/chat/completions.","type":"invalid_request_error",)"
        R"("param":null,"code":"method_not_allowed"}})");
  CHECK(asked("HEAD", "/v1/chat/completions").head.status == 405);
  const auto post = asked("DELETE", "/models");
  CHECK(post.head.status == 405);
  CHECK(post.head.headers.get("allow") == "GET, HEAD, OPTIONS");
  CHECK(asked("POST", "/v1/models/m").head.headers.get("allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("OPTIONS tells the methods") {
  const auto got = asked("OPTIONS", "/v1/models");
  CHECK(got.head.status == 204);
  CHECK(got.head.headers.get("allow") == "GET, HEAD, OPTIONS");
  CHECK(got.body.empty());
}

TEST_CASE("HEAD is answered as GET; the transport leaves the body out") {
  CHECK(asked("HEAD", "/v1/models") == asked("GET", "/v1/models"));
  CHECK(asked("HEAD", "/v1/models/m").head.status == 200);
}

TEST_CASE("a model's id may hold slashes and any encoded character") {
  struct Row {
    const char *path, *id;
  };
  const Row rows[] = {
      {"/v1/models/m", "m"},
      {"/models/m", "m"},
      {"/v1/models/org/model", "org/model"},
      {"/v1/models/org%2Fmodel", "org/model"},
      {"/v1/models/org/a/b:free/", "org/a/b:free"},
      {"/v1/models/ft%3Agpt%20%22x%22%C3%A9", "ft:gpt \"x\"é"},
      {"/v1/models/a%2", "a%2"},
      {"/v1/models/a+b", "a+b"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    CHECK(read<Model>(asked("GET", row.path).body).id == row.id);
  }
  // A list of models is not the model without a name.
  CHECK(asked("GET", "/v1/models/").body == asked("GET", "/v1/models").body);
}

TEST_CASE("members of a query reach the backend, but do not replace those of the path") {
  CHECK(asked("GET", "/v1/models", "limit=2&after=a%20b").body ==
        R"({"object":"list","data":[],"limit":"2","after":"a b"})");
  const auto got = read<Model>(asked("GET", "/v1/models/mine", "model=other&x=1").body);
  CHECK(got.id == "mine");
  CHECK(got.extra.size() == 1);
}

TEST_CASE("a query that is no JSON and no UTF-8 harms nothing") {
  CHECK(asked("GET", "/v1/models", "%FF=%00\"&&=&a").head.status == 200);
  CHECK(asked("GET", "/v1/models/%FF").head.status == 200);
}

TEST_CASE("an operation that is not offered is a 404, whatever the body") {
  const auto handler = serve(backend(says_hi()));
  for (const char* body : {"{}", "", R"({"model":"m","prompt":"x"})"}) {
    const auto got = answer(handler, post("/v1/completions", body));
    CHECK(got.head.status == 404);
    CHECK(got.body == R"({"error":{"message":"This server does not offer POST /completions.",)"
                      R"("type":"invalid_request_error","param":null,"code":"unknown_url"}})");
  }
}
