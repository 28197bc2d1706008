// Put the API into an HTTP server that you have already.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.hpp>
#include <oaicompat/transport/httplib/mount.hpp>

#include <httplib.h>

int main() {
  oaicompat::Server api;
  api.chat("hello", [](const oaicompat::ChatRequest&, oaicompat::ChatWriter& out) {
    out.text("Hello from within.");
    out.finish(oaicompat::FinishReason::stop);
  });

  httplib::Server http;
  http.Get("/",
           [](const httplib::Request&, httplib::Response& page) { page.set_content("My own page.\n", "text/plain"); });
  http.new_task_queue = [] { return new httplib::ThreadPool(64); };  // a stream holds a thread
  oaicompat::mount(http, "/v1", api.handler());
  return http.listen("127.0.0.1", 8080) ? 0 : 1;
}
