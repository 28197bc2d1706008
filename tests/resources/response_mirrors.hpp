// Which schemas of the specification the structs of responses mirror.
// SPDX-License-Identifier: MIT
#pragma once

#include "mirrors.hpp"

namespace facts {

/// Every struct of the types of responses that has a description.
using ResponseStructs = List<
    oaicompat::FileCitation, oaicompat::ContainerFileCitation, oaicompat::FilePathAnnotation,
    oaicompat::ResponseTopLogprob, oaicompat::ResponseLogprob, oaicompat::InputTextPart, oaicompat::InputImagePart,
    oaicompat::InputFilePart, oaicompat::OutputTextPart, oaicompat::PlainTextPart, oaicompat::SummaryTextPart,
    oaicompat::ReasoningTextPart, oaicompat::ScreenshotPart, oaicompat::SearchFilter, oaicompat::NoNetwork,
    oaicompat::DomainSecret, oaicompat::NetworkAllowlist, oaicompat::SkillReference, oaicompat::SkillSource,
    oaicompat::InlineSkill, oaicompat::AutoContainer, oaicompat::ShellContainer, oaicompat::LocalSkill,
    oaicompat::LocalEnvironment, oaicompat::ContainerReference, oaicompat::HybridSearch, oaicompat::RankingOptions,
    oaicompat::FileSearchTool, oaicompat::ApproximateLocation, oaicompat::WebSearchFilters, oaicompat::WebSearchTool,
    oaicompat::WebSearchPreviewTool, oaicompat::ResponseFunctionTool, oaicompat::ResponseCustomTool,
    oaicompat::NamespaceTool, oaicompat::ComputerTool, oaicompat::ComputerPreviewTool, oaicompat::CodeInterpreterTool,
    oaicompat::ProgrammaticCallingTool, oaicompat::LocalShellTool, oaicompat::ShellTool, oaicompat::ToolSearchTool,
    oaicompat::ApplyPatchTool, oaicompat::McpToolFilter, oaicompat::McpApprovals, oaicompat::McpTool,
    oaicompat::ImageMask, oaicompat::ImageTool, oaicompat::HostedToolChoice, oaicompat::ResponseFunctionChoice,
    oaicompat::ResponseCustomChoice, oaicompat::McpChoice, oaicompat::ApplyPatchChoice, oaicompat::ShellChoice,
    oaicompat::ResponseAllowedTools, oaicompat::DirectCaller, oaicompat::ProgramCaller, oaicompat::FileSearchResult,
    oaicompat::FileSearchCall, oaicompat::WebSearchSource, oaicompat::WebSearchQuery, oaicompat::OpenPage,
    oaicompat::FindInPage, oaicompat::WebSearchCall, oaicompat::ToolSearchCall, oaicompat::ToolSearchOutput,
    oaicompat::CodeLogs, oaicompat::CodeImage, oaicompat::CodeInterpreterCall, oaicompat::ImageCall,
    oaicompat::ProgramItem, oaicompat::ProgramOutput, oaicompat::McpProtocolError, oaicompat::McpHttpError,
    oaicompat::McpExecutionError, oaicompat::McpCall, oaicompat::McpListedTool, oaicompat::McpToolList,
    oaicompat::McpApprovalRequest, oaicompat::McpApprovalResponse, oaicompat::ClickAction, oaicompat::DoubleClickAction,
    oaicompat::ScreenPoint, oaicompat::DragAction, oaicompat::KeypressAction, oaicompat::MoveAction,
    oaicompat::ScreenshotAction, oaicompat::ScrollAction, oaicompat::TypeAction, oaicompat::WaitAction,
    oaicompat::SafetyCheck, oaicompat::ComputerCall, oaicompat::Screenshot, oaicompat::ComputerCallOutput,
    oaicompat::LocalShellAction, oaicompat::LocalShellCall, oaicompat::LocalShellOutput, oaicompat::ShellAction,
    oaicompat::ShellCall, oaicompat::ShellTimeout, oaicompat::ShellExit, oaicompat::ShellOutputPiece,
    oaicompat::ShellOutput, oaicompat::PatchCreate, oaicompat::PatchDelete, oaicompat::PatchUpdate,
    oaicompat::ApplyPatchCall, oaicompat::ApplyPatchOutput, oaicompat::MessageItem, oaicompat::FunctionCallItem,
    oaicompat::FunctionOutputItem, oaicompat::CustomCallItem, oaicompat::CustomOutputItem, oaicompat::ReasoningItem,
    oaicompat::AddedTools, oaicompat::CompactionItem, oaicompat::CompactionTrigger, oaicompat::ItemReference,
    oaicompat::ReasoningOptions, oaicompat::TextSchemaFormat, oaicompat::TextOptions, oaicompat::PromptTemplate,
    oaicompat::ConversationReference, oaicompat::ContextManagement, oaicompat::ResponseStreamOptions,
    oaicompat::InputTokensDetails, oaicompat::OutputTokensDetails, oaicompat::ResponseUsage, oaicompat::ResponseError,
    oaicompat::IncompleteDetails, oaicompat::ResponseModeration, oaicompat::Response, oaicompat::ResponseRequest,
    oaicompat::RetrieveResponseRequest, oaicompat::DeleteResponseRequest, oaicompat::CancelResponseRequest,
    oaicompat::ListInputItemsRequest, oaicompat::ResponseItemList, oaicompat::CountInputTokensRequest,
    oaicompat::InputTokenCount, oaicompat::CompactRequest, oaicompat::CompactedResponse, oaicompat::PartEvent,
    oaicompat::TextDelta, oaicompat::TextDone, oaicompat::AnnotationAdded, oaicompat::PartDelta, oaicompat::RefusalDone,
    oaicompat::ReasoningTextDone, oaicompat::SummaryPartEvent, oaicompat::SummaryDelta, oaicompat::SummaryDone,
    oaicompat::CallDelta, oaicompat::ArgumentsDone, oaicompat::InputDone, oaicompat::CodeDone,
    oaicompat::ResponseStateEvent, oaicompat::ItemEvent, oaicompat::CallProgress, oaicompat::PartialImage,
    oaicompat::ShellCommandEvent, oaicompat::ShellCommandDelta, oaicompat::ShellOutputText, oaicompat::ShellOutputDelta,
    oaicompat::ShellOutputDone, oaicompat::AudioDelta, oaicompat::AudioDone, oaicompat::ResponseErrorEvent>;

inline Mirror mirror(oaicompat::Type<oaicompat::FileCitation>) { return {{"FileCitationBody"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ContainerFileCitation>) {
  return {{"ContainerFileCitationBody"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FilePathAnnotation>) { return {{"FilePath"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseTopLogprob>) { return {{"TopLogProb"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseLogprob>) { return {{"LogProb"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::InputTextPart>) { return {{"InputTextContent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::InputImagePart>) { return {{"InputImageContent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::InputFilePart>) { return {{"InputFileContent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::OutputTextPart>) { return {{"OutputTextContent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PlainTextPart>) { return {{"TextContent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SummaryTextPart>) {
  return {{"SummaryTextContent", "ResponseReasoningSummaryPartDoneEvent.part.summary_text"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ReasoningTextPart>) { return {{"ReasoningTextContent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ScreenshotPart>) { return {{"ComputerScreenshotContent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SearchFilter>) { return {{"Filters"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::NoNetwork>) {
  return {{"ContainerNetworkPolicyDisabledParam"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DomainSecret>) { return {{"ContainerNetworkPolicyDomainSecretParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::NetworkAllowlist>) {
  return {{"ContainerNetworkPolicyAllowlistParam"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::SkillReference>) { return {{"SkillReferenceParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SkillSource>) { return {{"InlineSkillSourceParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::InlineSkill>) { return {{"InlineSkillParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::AutoContainer>) { return {{"AutoCodeInterpreterToolParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellContainer>) { return {{"ContainerAutoParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::LocalSkill>) { return {{"LocalSkillParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::LocalEnvironment>) { return {{"LocalEnvironmentParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ContainerReference>) { return {{"ContainerReferenceParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::HybridSearch>) { return {{"HybridSearchOptions"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RankingOptions>) { return {{"RankingOptions"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FileSearchTool>) { return {{"FileSearchTool"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ApproximateLocation>) { return {{"ApproximateLocation"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WebSearchFilters>) { return {{"WebSearchTool.filters"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WebSearchTool>) { return {{"WebSearchTool"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WebSearchPreviewTool>) { return {{"WebSearchPreviewTool"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseFunctionTool>) { return {{"FunctionTool"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseCustomTool>) { return {{"CustomToolParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::NamespaceTool>) { return {{"NamespaceToolParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ComputerTool>) { return {{"ComputerTool"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ComputerPreviewTool>) { return {{"ComputerUsePreviewTool"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CodeInterpreterTool>) { return {{"CodeInterpreterTool"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ProgrammaticCallingTool>) {
  return {{"ProgrammaticToolCallingParam", "SpecificProgrammaticToolCallingParam"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::LocalShellTool>) { return {{"LocalShellToolParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellTool>) { return {{"FunctionShellToolParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ToolSearchTool>) { return {{"ToolSearchToolParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ApplyPatchTool>) { return {{"ApplyPatchToolParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpToolFilter>) { return {{"MCPToolFilter"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpApprovals>) { return {{"MCPTool.require_approval"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpTool>) { return {{"MCPTool"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageMask>) { return {{"ImageGenTool.input_image_mask"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageTool>) { return {{"ImageGenTool"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::HostedToolChoice>) { return {{"ToolChoiceTypes"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseFunctionChoice>) { return {{"ToolChoiceFunction"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseCustomChoice>) { return {{"ToolChoiceCustom"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpChoice>) { return {{"ToolChoiceMCP"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ApplyPatchChoice>) { return {{"SpecificApplyPatchParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellChoice>) { return {{"SpecificFunctionShellParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseAllowedTools>) { return {{"ToolChoiceAllowed"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DirectCaller>) { return {{"DirectToolCallCaller"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ProgramCaller>) { return {{"ProgramToolCallCaller"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FileSearchResult>) { return {{"FileSearchToolCall.results"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FileSearchCall>) { return {{"FileSearchToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WebSearchSource>) { return {{"WebSearchActionSearch.sources"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WebSearchQuery>) { return {{"WebSearchActionSearch"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::OpenPage>) { return {{"WebSearchActionOpenPage"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FindInPage>) { return {{"WebSearchActionFind"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WebSearchCall>) { return {{"WebSearchToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ToolSearchCall>) { return {{"ToolSearchCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ToolSearchOutput>) { return {{"ToolSearchOutput"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CodeLogs>) { return {{"CodeInterpreterOutputLogs"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CodeImage>) { return {{"CodeInterpreterOutputImage"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CodeInterpreterCall>) { return {{"CodeInterpreterToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageCall>) { return {{"ImageGenToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ProgramItem>) { return {{"Program"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ProgramOutput>) { return {{"ProgramOutput"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpProtocolError>) { return {{"MCPProtocolError"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpHttpError>) { return {{"HTTPError"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpExecutionError>) { return {{"MCPToolExecutionError"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpCall>) { return {{"MCPToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpListedTool>) { return {{"MCPListToolsTool"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpToolList>) { return {{"MCPListTools"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpApprovalRequest>) { return {{"MCPApprovalRequest"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::McpApprovalResponse>) { return {{"MCPApprovalResponse"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ClickAction>) { return {{"ClickParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DoubleClickAction>) { return {{"DoubleClickAction"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ScreenPoint>) { return {{"CoordParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DragAction>) { return {{"DragParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::KeypressAction>) { return {{"KeyPressAction"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::MoveAction>) { return {{"MoveParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ScreenshotAction>) { return {{"ScreenshotParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ScrollAction>) { return {{"ScrollParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TypeAction>) { return {{"TypeParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WaitAction>) { return {{"WaitParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SafetyCheck>) { return {{"ComputerCallSafetyCheckParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ComputerCall>) { return {{"ComputerToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Screenshot>) { return {{"ComputerScreenshotImage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ComputerCallOutput>) { return {{"ComputerToolCallOutput"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::LocalShellAction>) { return {{"LocalShellExecAction"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::LocalShellCall>) { return {{"LocalShellToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::LocalShellOutput>) { return {{"LocalShellToolCallOutput"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellAction>) { return {{"FunctionShellAction"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellCall>) { return {{"FunctionShellCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellTimeout>) {
  return {{"FunctionShellCallOutputTimeoutOutcome"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ShellExit>) { return {{"FunctionShellCallOutputExitOutcome"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellOutputPiece>) { return {{"FunctionShellCallOutputContent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellOutput>) { return {{"FunctionShellCallOutput"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PatchCreate>) { return {{"ApplyPatchCreateFileOperation"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PatchDelete>) { return {{"ApplyPatchDeleteFileOperation"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PatchUpdate>) { return {{"ApplyPatchUpdateFileOperation"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ApplyPatchCall>) { return {{"ApplyPatchToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ApplyPatchOutput>) { return {{"ApplyPatchToolCallOutput"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::MessageItem>) { return {{"Message"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FunctionCallItem>) { return {{"FunctionToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FunctionOutputItem>) { return {{"FunctionToolCallOutput"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CustomCallItem>) { return {{"CustomToolCall"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CustomOutputItem>) { return {{"CustomToolCallOutput"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ReasoningItem>) { return {{"ReasoningItem"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::AddedTools>) { return {{"AdditionalTools"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CompactionItem>) { return {{"CompactionBody"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CompactionTrigger>) { return {{"CompactionTriggerItemParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ItemReference>) { return {{"ItemReferenceParam"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ReasoningOptions>) { return {{"Reasoning"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TextSchemaFormat>) {
  return {{"TextResponseFormatJsonSchema"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::TextOptions>) { return {{"ResponseTextParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PromptTemplate>) { return {{"Prompt"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ConversationReference>) {
  return {{"ConversationParam-2", "ResponseConversation"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ContextManagement>) { return {{"ContextManagementParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseStreamOptions>) { return {{"ResponseStreamOptions"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::InputTokensDetails>) {
  return {{"ResponseUsage.input_tokens_details"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::OutputTokensDetails>) {
  return {{"ResponseUsage.output_tokens_details"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseUsage>) { return {{"ResponseUsage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseError>) { return {{"ResponseError"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::IncompleteDetails>) { return {{"Response.incomplete_details"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseModeration>) { return {{"Moderation"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Response>) { return {{"Response"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseRequest>) { return {{"CreateResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveResponseRequest>) { return {{"GET /responses/{response_id}"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DeleteResponseRequest>) {
  return {{"DELETE /responses/{response_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CancelResponseRequest>) {
  return {{"POST /responses/{response_id}/cancel"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ListInputItemsRequest>) {
  return {{"GET /responses/{response_id}/input_items"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseItemList>) { return {{"ResponseItemList"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CountInputTokensRequest>) { return {{"TokenCountsBody"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::InputTokenCount>) { return {{"TokenCountsResource"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CompactRequest>) { return {{"CompactResponseMethodPublicBody"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CompactedResponse>) { return {{"CompactResource"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PartEvent>) {
  return {{"ResponseContentPartAddedEvent", "ResponseContentPartDoneEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::TextDelta>) { return {{"ResponseTextDeltaEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TextDone>) { return {{"ResponseTextDoneEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::AnnotationAdded>) {
  return {{"ResponseOutputTextAnnotationAddedEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::PartDelta>) {
  return {{"ResponseRefusalDeltaEvent", "ResponseReasoningTextDeltaEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RefusalDone>) { return {{"ResponseRefusalDoneEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ReasoningTextDone>) { return {{"ResponseReasoningTextDoneEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SummaryPartEvent>) {
  return {{"ResponseReasoningSummaryPartDoneEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::SummaryDelta>) { return {{"ResponseReasoningSummaryTextDeltaEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SummaryDone>) { return {{"ResponseReasoningSummaryTextDoneEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CallDelta>) {
  return {{"ResponseFunctionCallArgumentsDeltaEvent", "ResponseMCPCallArgumentsDeltaEvent",
           "ResponseCustomToolCallInputDeltaEvent", "ResponseCodeInterpreterCallCodeDeltaEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ArgumentsDone>) { return {{"ResponseFunctionCallArgumentsDoneEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::InputDone>) { return {{"ResponseCustomToolCallInputDoneEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CodeDone>) { return {{"ResponseCodeInterpreterCallCodeDoneEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseStateEvent>) {
  return {{"ResponseCreatedEvent", "ResponseQueuedEvent", "ResponseInProgressEvent", "ResponseCompletedEvent",
           "ResponseFailedEvent", "ResponseIncompleteEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ItemEvent>) {
  return {{"ResponseOutputItemAddedEvent", "ResponseOutputItemDoneEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CallProgress>) {
  return {{"ResponseFileSearchCallInProgressEvent", "ResponseFileSearchCallSearchingEvent",
           "ResponseFileSearchCallCompletedEvent", "ResponseWebSearchCallInProgressEvent",
           "ResponseWebSearchCallSearchingEvent", "ResponseWebSearchCallCompletedEvent",
           "ResponseCodeInterpreterCallInProgressEvent", "ResponseCodeInterpreterCallInterpretingEvent",
           "ResponseCodeInterpreterCallCompletedEvent", "ResponseImageGenCallInProgressEvent",
           "ResponseImageGenCallGeneratingEvent", "ResponseImageGenCallCompletedEvent",
           "ResponseMCPCallInProgressEvent", "ResponseMCPCallCompletedEvent", "ResponseMCPCallFailedEvent",
           "ResponseMCPListToolsInProgressEvent", "ResponseMCPListToolsCompletedEvent",
           "ResponseMCPListToolsFailedEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::PartialImage>) { return {{"ResponseImageGenCallPartialImageEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellCommandEvent>) {
  return {{"ResponseShellCallCommandAddedStreamingEvent", "ResponseShellCallCommandDoneStreamingEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ShellCommandDelta>) {
  return {{"ResponseShellCallCommandDeltaStreamingEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ShellOutputText>) { return {{"ShellCallOutputDelta"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ShellOutputDelta>) {
  return {{"ResponseShellCallOutputContentDeltaStreamingEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ShellOutputDone>) {
  return {{"ResponseShellCallOutputContentDoneStreamingEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::AudioDelta>) {
  return {{"ResponseAudioDeltaEvent", "ResponseAudioTranscriptDeltaEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::AudioDone>) {
  return {{"ResponseAudioDoneEvent", "ResponseAudioTranscriptDoneEvent"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseErrorEvent>) { return {{"ResponseErrorEvent"}}; }

}  // namespace facts
