// The gateway's program in a process of its own, with rules that a measure writes, and what it is asked.
// SPDX-License-Identifier: MIT
#pragma once

#include "load_generator.hpp"
#include "process.hpp"
#include "requests.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace bench {

inline std::string words_of_target(const std::string& name, const Process& provider) {
  return fmt::format(
      "[targets.{}]\nbase_url = \"http://127.0.0.1:{}/v1\"\nprice_per_million = {{ input = 0.1, output = 0.2 }}\n",
      name, provider.port());
}

// The gateway's program with rules of its own, in a folder that goes with it.
class Gateway {
 public:
  explicit Gateway(const std::string& rules) : folder_{make_folder()} {
    std::ofstream{folder_ / "gateway.toml"} << rules;
    process_ = std::make_unique<Process>(
        OAICOMPAT_BENCH_GATEWAY,
        std::vector<std::string>{"--config", (folder_ / "gateway.toml").string(), "--port", "0"});
  }
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway() {
    process_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  const Process& process() const { return *process_; }

 private:
  static std::filesystem::path make_folder() {
    auto name = (std::filesystem::temp_directory_path() / "oaicompat-bench-XXXXXX").string();
    return ::mkdtemp(name.data()) ? std::filesystem::path{name}
                                  : std::filesystem::temp_directory_path() / "oaicompat-bench";
  }
  std::filesystem::path folder_;
  std::unique_ptr<Process> process_;
};

inline std::string plain_rules(const Process& provider) {
  return words_of_target("a", provider) + "[[routes]]\nuse = [{ target = \"a\" }]\n";
}
// A request for a whole answer, or for a stream of so many events by the clock, with the key that everything asks for.
inline std::string request_for(int events) {
  auto body = small_request();
  if (events == 0) {
    body.replace(body.find("\"stream\":true"), 13, "\"stream\":false");
  } else {
    body.replace(body.find("user-1234567890"), 15, "timed " + std::to_string(events));
  }
  auto out = chat_request(body);
  return out.insert(out.find("Content-Type"), "Authorization: Bearer bench-key\r\n");
}

inline std::string server(const char* name) { return std::string{OAICOMPAT_BENCH_SERVERS} + "/bench-" + name; }

}  // namespace bench
