// The JSON form of the bodies of Gemini's API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/types.hpp>
#include <oaicompat/json/describe.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<GeminiBlob>) {
  return object("GeminiBlob", field("mimeType", &GeminiBlob::mime_type).optional(),
                field("data", &GeminiBlob::data).optional());
}
constexpr auto describe(Type<GeminiFileData>) {
  return object("GeminiFileData", field("mimeType", &GeminiFileData::mime_type),
                field("fileUri", &GeminiFileData::file_uri).optional());
}
constexpr auto describe(Type<GeminiFunctionCall>) {
  return object("GeminiFunctionCall", field("id", &GeminiFunctionCall::id),
                field("name", &GeminiFunctionCall::name).optional(), field("args", &GeminiFunctionCall::args));
}
constexpr auto describe(Type<GeminiFunctionResponse>) {
  return object("GeminiFunctionResponse", field("id", &GeminiFunctionResponse::id),
                field("name", &GeminiFunctionResponse::name).optional(),
                field("response", &GeminiFunctionResponse::response));
}
constexpr auto describe(Type<GeminiPart>) {
  return object("GeminiPart", field("text", &GeminiPart::text), field("thought", &GeminiPart::thought),
                field("thoughtSignature", &GeminiPart::thought_signature),
                field("inlineData", &GeminiPart::inline_data), field("fileData", &GeminiPart::file_data),
                field("functionCall", &GeminiPart::function_call),
                field("functionResponse", &GeminiPart::function_response));
}
constexpr auto describe(Type<GeminiContent>) {
  return object("GeminiContent", field("role", &GeminiContent::role), field("parts", &GeminiContent::parts));
}
constexpr auto describe(Type<GeminiFunction>) {
  return object("GeminiFunction", field("name", &GeminiFunction::name).optional(),
                field("description", &GeminiFunction::description), field("parameters", &GeminiFunction::parameters),
                field("parametersJsonSchema", &GeminiFunction::parameters_json_schema));
}
constexpr auto describe(Type<GeminiTool>) {
  return object("GeminiTool", field("functionDeclarations", &GeminiTool::function_declarations));
}
constexpr auto describe(Type<GeminiRequest>) {
  return object("GeminiRequest", field("contents", &GeminiRequest::contents).optional(),
                field("systemInstruction", &GeminiRequest::system_instruction), field("tools", &GeminiRequest::tools),
                field("toolConfig", &GeminiRequest::tool_config),
                field("generationConfig", &GeminiRequest::generation_config));
}
constexpr auto describe(Type<GeminiCandidate>) {
  return object("GeminiCandidate", field("content", &GeminiCandidate::content),
                field("finishReason", &GeminiCandidate::finish_reason),
                field("finishMessage", &GeminiCandidate::finish_message), field("index", &GeminiCandidate::index),
                field("logprobsResult", &GeminiCandidate::logprobs_result),
                field("groundingMetadata", &GeminiCandidate::grounding_metadata));
}
constexpr auto describe(Type<GeminiUsage>) {
  return object("GeminiUsage", field("promptTokenCount", &GeminiUsage::prompt_token_count),
                field("cachedContentTokenCount", &GeminiUsage::cached_content_token_count),
                field("candidatesTokenCount", &GeminiUsage::candidates_token_count),
                field("thoughtsTokenCount", &GeminiUsage::thoughts_token_count),
                field("toolUsePromptTokenCount", &GeminiUsage::tool_use_prompt_token_count),
                field("totalTokenCount", &GeminiUsage::total_token_count));
}
constexpr auto describe(Type<GeminiResponse>) {
  return object("GeminiResponse", field("candidates", &GeminiResponse::candidates),
                field("promptFeedback", &GeminiResponse::prompt_feedback),
                field("usageMetadata", &GeminiResponse::usage_metadata),
                field("modelVersion", &GeminiResponse::model_version),
                field("responseId", &GeminiResponse::response_id), field("createTime", &GeminiResponse::create_time));
}

}  // namespace oaicompat::inline v1
