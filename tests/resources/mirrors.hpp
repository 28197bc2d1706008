// Which schemas of the specification each struct mirrors.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/json.hpp>

#include <string_view>
#include <vector>

namespace facts {

/// A struct mirrors each of these schemas. `tag` is the member that the union around the struct holds in its stead.
struct Mirror {
  std::vector<std::string_view> schemas;
  std::string_view tag = {};
};

template <class... Ts>
struct List {};

/// Every struct of types/ that has a description, but those of responses, of media, of what is kept and of webhooks.
using Structs =
    List<oaicompat::ChatRequest, oaicompat::ChatMessage, oaicompat::AudioReference, oaicompat::TextPart,
         oaicompat::ImagePart, oaicompat::ImageUrl, oaicompat::AudioPart, oaicompat::InputAudio, oaicompat::FilePart,
         oaicompat::InputFile, oaicompat::RefusalPart, oaicompat::PromptCacheBreakpoint, oaicompat::PromptCacheOptions,
         oaicompat::StreamOptions, oaicompat::WebSearchOptions, oaicompat::UserLocation, oaicompat::WebSearchLocation,
         oaicompat::AudioOptions, oaicompat::CustomVoice, oaicompat::Prediction, oaicompat::ModerationOptions,
         oaicompat::ModerationPolicy, oaicompat::ModerationConfig, oaicompat::TextFormat, oaicompat::JsonObjectFormat,
         oaicompat::JsonSchemaFormat, oaicompat::JsonSchema, oaicompat::ToolCall, oaicompat::FunctionCall,
         oaicompat::CustomCall, oaicompat::FunctionTool, oaicompat::FunctionDefinition, oaicompat::CustomTool,
         oaicompat::CustomDefinition, oaicompat::GrammarFormat, oaicompat::Grammar, oaicompat::LegacyFunction,
         oaicompat::ToolName, oaicompat::FunctionChoice, oaicompat::CustomChoice, oaicompat::AllowedToolsChoice,
         oaicompat::AllowedTools, oaicompat::ChatCompletion, oaicompat::ChatChoice, oaicompat::AssistantMessage,
         oaicompat::AudioAnswer, oaicompat::UrlAnnotation, oaicompat::UrlCitation, oaicompat::Logprobs,
         oaicompat::TokenLogprob, oaicompat::TopLogprob, oaicompat::ChatModeration, oaicompat::ModerationResults,
         oaicompat::ModerationError, oaicompat::ModerationResult, oaicompat::Usage, oaicompat::PromptTokensDetails,
         oaicompat::CompletionTokensDetails, oaicompat::ChatChunk, oaicompat::ChunkChoice, oaicompat::Delta,
         oaicompat::ToolCallDelta, oaicompat::FunctionCallDelta, oaicompat::CompletionRequest, oaicompat::Completion,
         oaicompat::CompletionChoice, oaicompat::CompletionLogprobs, oaicompat::EmbeddingRequest,
         oaicompat::EmbeddingList, oaicompat::EmbeddingUsage, oaicompat::Embedding, oaicompat::ModelList,
         oaicompat::Model, oaicompat::ListModelsRequest, oaicompat::RetrieveModelRequest, oaicompat::ErrorBody,
         oaicompat::ErrorDetail>;

inline Mirror mirror(oaicompat::Type<oaicompat::ChatRequest>) { return {{"CreateChatCompletionRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ChatMessage>) { return {{"ChatCompletionRequestMessage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::AudioReference>) {
  return {{"ChatCompletionRequestAssistantMessage.audio"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::TextPart>) {
  return {{"ChatCompletionRequestMessageContentPartText"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ImagePart>) {
  return {{"ChatCompletionRequestMessageContentPartImage"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ImageUrl>) {
  return {{"ChatCompletionRequestMessageContentPartImage.image_url"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::AudioPart>) {
  return {{"ChatCompletionRequestMessageContentPartAudio"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::InputAudio>) {
  return {{"ChatCompletionRequestMessageContentPartAudio.input_audio", "InputAudio.input_audio"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FilePart>) {
  return {{"ChatCompletionRequestMessageContentPartFile"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::InputFile>) {
  return {{"ChatCompletionRequestMessageContentPartFile.file"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RefusalPart>) {
  return {{"ChatCompletionRequestMessageContentPartRefusal", "RefusalContent"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::PromptCacheBreakpoint>) { return {{"PromptCacheBreakpointParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PromptCacheOptions>) { return {{"PromptCacheOptionsParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::StreamOptions>) { return {{"ChatCompletionStreamOptions"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WebSearchOptions>) {
  return {{"CreateChatCompletionRequest.web_search_options"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::UserLocation>) {
  return {{"CreateChatCompletionRequest.web_search_options.user_location"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::WebSearchLocation>) { return {{"WebSearchLocation"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::AudioOptions>) { return {{"CreateChatCompletionRequest.audio"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CustomVoice>) { return {{"VoiceIdsOrCustomVoice"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Prediction>) { return {{"PredictionContent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationOptions>) { return {{"ModerationParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationPolicy>) { return {{"ModerationPolicyParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationConfig>) { return {{"ModerationConfigParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TextFormat>) {
  return {{"ResponseFormatText", "CustomToolChatCompletions.custom.format.text", "CustomTextFormatParam"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::JsonObjectFormat>) { return {{"ResponseFormatJsonObject"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::JsonSchemaFormat>) { return {{"ResponseFormatJsonSchema"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::JsonSchema>) { return {{"ResponseFormatJsonSchema.json_schema"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ToolCall>) { return {{"ChatCompletionMessageToolCalls"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FunctionCall>) {
  return {{"ChatCompletionMessageToolCall.function", "ChatCompletionResponseMessage.function_call",
           "ChatCompletionMessageList.data.function_call", "ChatCompletionRequestAssistantMessage.function_call"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CustomCall>) {
  return {{"ChatCompletionMessageCustomToolCall.custom"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FunctionTool>) { return {{"ChatCompletionTool"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FunctionDefinition>) { return {{"FunctionObject"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CustomTool>) { return {{"CustomToolChatCompletions"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CustomDefinition>) { return {{"CustomToolChatCompletions.custom"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::GrammarFormat>) {
  return {{"CustomToolChatCompletions.custom.format.grammar"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::Grammar>) {
  return {{"CustomToolChatCompletions.custom.format.grammar.grammar", "CustomGrammarFormatParam"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::LegacyFunction>) { return {{"ChatCompletionFunctions"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ToolName>) {
  return {{"ChatCompletionNamedToolChoice.function", "ChatCompletionNamedToolChoiceCustom.custom",
           "ChatCompletionFunctionCallOption"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FunctionChoice>) { return {{"ChatCompletionNamedToolChoice"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CustomChoice>) {
  return {{"ChatCompletionNamedToolChoiceCustom"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::AllowedToolsChoice>) {
  return {{"ChatCompletionAllowedToolsChoice"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::AllowedTools>) { return {{"ChatCompletionAllowedTools"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ChatCompletion>) { return {{"CreateChatCompletionResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ChatChoice>) { return {{"CreateChatCompletionResponse.choices"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::AssistantMessage>) { return {{"ChatCompletionResponseMessage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::AudioAnswer>) {
  return {{"ChatCompletionResponseMessage.audio", "ChatCompletionMessageList.data.audio"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::UrlAnnotation>) {
  return {{"ChatCompletionResponseMessage.annotations", "ChatCompletionMessageList.data.annotations"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::UrlCitation>) {
  return {{"ChatCompletionResponseMessage.annotations.url_citation",
           "ChatCompletionMessageList.data.annotations.url_citation", "UrlCitationBody"},
          "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::Logprobs>) {
  return {{"CreateChatCompletionResponse.choices.logprobs", "CreateChatCompletionStreamResponse.choices.logprobs"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::TokenLogprob>) { return {{"ChatCompletionTokenLogprob"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TopLogprob>) { return {{"ChatCompletionTokenLogprob.top_logprobs"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ChatModeration>) { return {{"ChatCompletionModeration"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationResults>) {
  return {{"ChatCompletionModerationResults"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationError>) {
  return {{"ChatCompletionModerationError", "ModerationErrorBody"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationResult>) { return {{"ModerationResultBody"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Usage>) { return {{"CompletionUsage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PromptTokensDetails>) {
  return {{"CompletionUsage.prompt_tokens_details"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CompletionTokensDetails>) {
  return {{"CompletionUsage.completion_tokens_details"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ChatChunk>) { return {{"CreateChatCompletionStreamResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ChunkChoice>) {
  return {{"CreateChatCompletionStreamResponse.choices"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::Delta>) { return {{"ChatCompletionStreamResponseDelta"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ToolCallDelta>) { return {{"ChatCompletionMessageToolCallChunk"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FunctionCallDelta>) {
  return {{"ChatCompletionMessageToolCallChunk.function", "ChatCompletionStreamResponseDelta.function_call"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CompletionRequest>) { return {{"CreateCompletionRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Completion>) { return {{"CreateCompletionResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CompletionChoice>) { return {{"CreateCompletionResponse.choices"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CompletionLogprobs>) {
  return {{"CreateCompletionResponse.choices.logprobs"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::EmbeddingRequest>) { return {{"CreateEmbeddingRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::EmbeddingList>) { return {{"CreateEmbeddingResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::EmbeddingUsage>) { return {{"CreateEmbeddingResponse.usage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Embedding>) { return {{"Embedding"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModelList>) { return {{"ListModelsResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Model>) { return {{"Model"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListModelsRequest>) { return {{"GET /models"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveModelRequest>) { return {{"GET /models/{model}"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ErrorBody>) { return {{"ErrorResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ErrorDetail>) { return {{"Error"}}; }

}  // namespace facts
