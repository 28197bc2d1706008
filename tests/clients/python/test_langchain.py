"""LangChain over a vector store: a retriever in a chain, and `file_search` that its chat model is bound to."""

import os

import openai
import pytest
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnablePassthrough
from langchain_openai import ChatOpenAI

TEXTS = {"zebra.txt": "Zebras have stripes.", "fox.txt": "The fox lives in a burrow.", "whale.txt": "A whale breathes air."}


class StoreRetriever(BaseRetriever):
    """Documents of a vector store, by its own search."""

    model_config = {"arbitrary_types_allowed": True}
    client: openai.OpenAI
    store: str
    k: int = 1

    def _get_relevant_documents(self, query, *, run_manager):
        found = self.client.vector_stores.search(self.store, query=query, max_num_results=self.k)
        return [Document("\n".join(part.text for part in each.content),
                         metadata={"filename": each.filename, "score": each.score, **(each.attributes or {})})
                for each in found.data]


@pytest.fixture(scope="module")
def store(client):
    made = client.vector_stores.create(name="animals")
    files = [(name, text.encode()) for name, text in TEXTS.items()]
    assert client.vector_stores.file_batches.upload_and_poll(made.id, files=files).file_counts.completed == len(TEXTS)
    yield made
    client.vector_stores.delete(made.id)


@pytest.fixture
def model():
    return ChatOpenAI(model="demo", base_url=os.environ["OAICOMPAT_URL"], api_key="any", max_retries=0,
                      include=["file_search_call.results"])


def test_a_retriever_finds_the_documents_that_are_near_a_question(client, store):
    retriever = StoreRetriever(client=client, store=store.id, k=2)
    for name, text in TEXTS.items():
        first, second = retriever.invoke(text)
        assert (first.page_content, first.metadata["filename"]) == (text, name)
        assert first.metadata["score"] > second.metadata["score"]
    assert [[each.page_content for each in found][0] for found in retriever.batch(list(TEXTS.values()))] == [*TEXTS.values()]


def test_a_chain_answers_with_what_was_retrieved(client, store, model):
    prompt = ChatPromptTemplate.from_template("{context} Question: {question}")
    context = StoreRetriever(client=client, store=store.id) | (lambda found: found[0].page_content)
    chain = {"context": context, "question": RunnablePassthrough()} | prompt | model | StrOutputParser()
    asked = "Zebras have stripes."
    assert chain.invoke(asked) == f"You said: Zebras have stripes. Question: {asked}"
    assert "".join(chain.stream(asked)) == chain.invoke(asked)


def test_a_model_that_is_bound_to_file_search_cites_the_file(store, model):
    bound = model.bind_tools([{"type": "file_search", "vector_store_ids": [store.id], "max_num_results": 1}])
    asked = 'file_search {"queries": ["Zebras have stripes."]}'
    whole = bound.invoke(asked)
    search, result, text = whole.content_blocks
    assert (search["type"], search["name"], search["args"]) == (
        "server_tool_call", "file_search", {"queries": ["Zebras have stripes."]})
    assert (result["type"], result["status"], result["tool_call_id"]) == ("server_tool_result", "success", search["id"])
    assert [each["text"] for each in result["output"]] == ["Zebras have stripes."]
    assert [(note["type"], note["title"]) for note in text["annotations"]] == [("citation", "zebra.txt")]
    assert "Zebras have stripes." in whole.text
    streamed = None
    for piece in bound.stream(asked):
        streamed = piece if streamed is None else streamed + piece
    assert streamed.text == whole.text
    assert [note["title"] for block in streamed.content_blocks for note in block.get("annotations", [])] == ["zebra.txt"]
    assert streamed.usage_metadata == whole.usage_metadata
