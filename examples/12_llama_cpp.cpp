// Serve a model with llama.cpp: one context, an answer at a time; the model's format tells its calls and reasoning
// apart.
// SPDX-License-Identifier: MIT
#include <oaicompat/parsers/formats.hpp>
#include <oaicompat/parsers/model_output.hpp>
#include <oaicompat/parsers/render.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/server.hpp>

#include <fmt/format.h>

#include <ggml-backend.h>
#include <llama.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace oaicompat;

struct Free {
  void operator()(llama_model* model) const { llama_model_free(model); }
  void operator()(llama_context* context) const { llama_free(context); }
  void operator()(llama_sampler* sampler) const { llama_sampler_free(sampler); }
};

int size_of(std::string_view text) { return static_cast<int>(text.size()); }

// Tools, as Qwen and Hermes are told of them: llama.cpp's C functions know templates without tools.
std::string told_of_tools(const ChatRequest& request) {
  if (!request.tools || request.tools->empty()) return {};
  std::string text = "# Tools\n\nYou may call functions to assist with the user query.\n<tools>";
  for (const auto& tool : *request.tools) text += "\n" + to_json(tool);
  return text +
         "\n</tools>\n\nFor each call, return a JSON object within <tool_call></tool_call> tags:\n<tool_call>\n"
         "{\"name\": <function-name>, \"arguments\": <args-json-object>}\n</tool_call>";
}

// What an assistant said before, as its model wrote it; without calls where the format cannot spell them. `calls`
// counts those of the conversation.
std::string said_before(const ChatMessage& message, const Format& format, const std::vector<ParserTool>& tools,
                        std::size_t& calls) {
  SaidTurn turn{.text = message.text(), .calls_before = calls};
  if (message.tool_calls) {
    for (const auto& call : *message.tool_calls)
      if (call.function)
        turn.calls.push_back({std::string{call.function->name.view()}, std::string{call.function->arguments.view()},
                              std::string{call.id.view()}});
  }
  calls += turn.calls.size();
  const auto text = render(format, turn, tools);
  return text ? *text : turn.text;
}

class Engine {
 public:
  static std::unique_ptr<Engine> load(const char* file) {
    auto made = std::unique_ptr<Engine>{new Engine};
    made->model_.reset(llama_model_load_from_file(file, llama_model_default_params()));
    if (!made->model_) return {};
    auto options = llama_context_default_params();
    options.n_ctx = options.n_batch = 8192;
    made->context_.reset(llama_init_from_model(made->model_.get(), options));
    if (!made->context_) return {};
    made->vocabulary_ = llama_model_get_vocab(made->model_.get());
    if (const char* text = llama_model_chat_template(made->model_.get(), nullptr)) made->template_ = text;
    made->format_ = format_for(file, made->template_);
    if (!made->format_) made->format_ = find_format("hermes");
    return made;
  }

  void chat(const ChatRequest& request, ChatWriter& out) {
    if (request.response_format && !request.response_format->get_if<TextFormat>())
      return void(out.fail(api_error(400, "This model is not held to a form.", "unsupported", "response_format")));
    const std::lock_guard lock{mutex_};  // one context, so one answer at a time
    const auto& stop = out.context().stop;
    // Also in the middle of a long prompt, on a CPU.
    llama_set_abort_callback(
        context_.get(), [](void* data) { return static_cast<const std::stop_token*>(data)->stop_requested(); },
        const_cast<std::stop_token*>(&stop));
    auto tokens = tokens_of(prompt_of(request));
    const auto room = static_cast<std::int64_t>(llama_n_ctx(context_.get())) - static_cast<std::int64_t>(tokens.size());
    if (tokens.empty() || room <= 0)
      return void(out.fail(api_error(400, "The prompt is too long.", "context_length_exceeded", "messages")));
    const auto wanted = request.max_completion_tokens.value_or(request.max_tokens.value_or(room));
    generate(tokens, std::min(room, wanted), request, out);
  }

 private:
  void generate(std::vector<llama_token>& tokens, std::int64_t most, const ChatRequest& request, ChatWriter& out) {
    const auto sampler = sampler_for(request);
    ModelOutput parsed{out, *format_, request};
    const auto prompt = static_cast<std::int64_t>(tokens.size());
    llama_memory_clear(llama_get_memory(context_.get()), true);
    auto batch = llama_batch_get_one(tokens.data(), static_cast<int>(tokens.size()));
    auto end = FinishReason::length;
    std::int64_t made = 0;
    llama_token token = 0;
    for (; made < most; batch = llama_batch_get_one(&token, 1)) {
      if (llama_decode(context_.get(), batch) != 0) {
        if (!out.gone()) out.fail(api_error(500, "The model could not be run.", "engine_failure"));
        return;
      }
      token = llama_sampler_sample(sampler.get(), context_.get(), -1);
      ++made;
      if (llama_vocab_is_eog(vocabulary_, token)) {
        end = FinishReason::stop;
        break;
      }
      if (!parsed.text(piece_of(token))) break;  // the caller has gone, or a stop text was met: finish() knows which
    }
    out.usage(prompt, made);
    parsed.finish(end);
  }

  std::string prompt_of(const ChatRequest& request) const {
    const auto tools = parser_options(request).tools;
    std::vector<std::pair<std::string, std::string>> said{{"system", told_of_tools(request)}};
    std::size_t calls = 0;
    for (const auto& message : request.messages) {
      if (message.role == Role::assistant) {
        said.emplace_back("assistant", said_before(message, *format_, tools, calls));
      } else if (message.role == Role::tool) {
        said.emplace_back("user", "<tool_response>\n" + message.text() + "\n</tool_response>");
      } else if (message.role == Role::user) {
        said.emplace_back("user", message.text());
      } else {
        said.front().second.insert(0, message.text() + "\n\n");
      }
    }
    if (said.front().second.empty()) said.erase(said.begin());
    std::vector<llama_chat_message> messages;
    for (const auto& [role, text] : said) messages.push_back({role.c_str(), text.c_str()});
    const auto apply = [&](std::string& to) {
      return llama_chat_apply_template(template_.empty() ? "chatml" : template_.c_str(), messages.data(),
                                       messages.size(), true, to.data(), size_of(to));
    };
    std::string prompt;
    const auto length = apply(prompt);
    prompt.resize(static_cast<std::size_t>(std::max(length, 0)));
    apply(prompt);
    return prompt;
  }

  std::vector<llama_token> tokens_of(const std::string& text) const {
    const auto read = [&](std::vector<llama_token>& to) {
      return llama_tokenize(vocabulary_, text.data(), size_of(text), to.data(), static_cast<int>(to.size()), true,
                            true);
    };
    std::vector<llama_token> tokens;
    tokens.resize(static_cast<std::size_t>(std::max(-read(tokens), 0)));
    read(tokens);
    return tokens;
  }

  // Special tokens too: many formats mark calls and reasoning with them. It may end within a character.
  std::string piece_of(llama_token token) const {
    std::string piece(64, '\0');
    auto length = llama_token_to_piece(vocabulary_, token, piece.data(), size_of(piece), 0, true);
    if (length < 0) {
      piece.resize(static_cast<std::size_t>(-length));
      length = llama_token_to_piece(vocabulary_, token, piece.data(), size_of(piece), 0, true);
    }
    piece.resize(static_cast<std::size_t>(std::max(length, 0)));
    return piece;
  }

  static std::unique_ptr<llama_sampler, Free> sampler_for(const ChatRequest& request) {
    std::unique_ptr<llama_sampler, Free> chain{llama_sampler_chain_init(llama_sampler_chain_default_params())};
    llama_sampler_chain_add(chain.get(), llama_sampler_init_top_p(static_cast<float>(request.top_p.value_or(1)), 1));
    llama_sampler_chain_add(chain.get(), llama_sampler_init_temp(static_cast<float>(request.temperature.value_or(1))));
    const auto seed = request.seed ? static_cast<std::uint32_t>(*request.seed) : LLAMA_DEFAULT_SEED;
    llama_sampler_chain_add(chain.get(), llama_sampler_init_dist(seed));
    return chain;
  }

  std::unique_ptr<llama_model, Free> model_;
  std::unique_ptr<llama_context, Free> context_;  // freed before the model
  const llama_vocab* vocabulary_ = nullptr;
  std::string template_;
  const Format* format_ = nullptr;
  std::mutex mutex_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return fmt::print(stderr, "usage: 12_llama_cpp MODEL.gguf\n"), 2;
  ggml_backend_load_all();  // where they are libraries of their own, as in Debian
  llama_backend_init();
  const auto engine = Engine::load(argv[1]);
  if (!engine) return fmt::print(stderr, "The model could not be loaded.\n"), 1;
  Server server{{.port = 8080}};
  server.chat("local", [&](const ChatRequest& request, ChatWriter& out) { engine->chat(request, out); });
  return server.run() ? 0 : 1;
}
