"""Fine-tuning through the official SDK: from a file of examples to a model that answers."""

import base64
import json
import time

import openai
import pytest


def examples(client, count=10):
    lines = [json.dumps({"messages": [{"role": "user", "content": f"What is {i}?"},
                                      {"role": "assistant", "content": f"Number {i}."}]}) for i in range(count)]
    return client.files.create(file=("examples.jsonl", "\n".join(lines).encode()), purpose="fine-tune")


def ended(client, job):
    for _ in range(400):
        job = client.fine_tuning.jobs.retrieve(job.id)
        if job.status in ("succeeded", "failed", "cancelled"):
            return job
        time.sleep(0.02)
    raise AssertionError(job.status)


def test_a_job_ends_in_a_model_that_is_served(client):
    file = examples(client)
    job = client.fine_tuning.jobs.create(
        model="demo", training_file=file.id, validation_file=file.id, suffix="mine", seed=1, metadata={"a": "b"},
        method={"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2}}})
    assert job.status == "validating_files"
    job = ended(client, job)
    assert (job.status, job.error, job.seed) == ("succeeded", None, 1)
    assert job.fine_tuned_model.startswith("ft:demo:local:mine:")
    assert job.method.supervised.hyperparameters.n_epochs == 2
    assert job.trained_tokens > 0
    assert job.fine_tuned_model in [model.id for model in client.models.list()]
    answer = client.chat.completions.create(
        model=job.fine_tuned_model, messages=[{"role": "user", "content": "What is 7?"}])
    assert answer.choices[0].message.content == "Number 7."
    assert answer.model == job.fine_tuned_model
    events = list(client.fine_tuning.jobs.list_events(job.id, limit=3))
    assert events[0].message == "The job has successfully completed"
    assert events[-1].message == f"Created fine-tuning job: {job.id}"
    assert [event.data["step"] for event in events if event.type == "metrics"] == list(range(20, 0, -1))
    checkpoints = list(client.fine_tuning.jobs.checkpoints.list(job.id, limit=1))
    assert [each.step_number for each in checkpoints] == [20, 10]
    csv = base64.b64decode(client.files.content(job.result_files[0]).read()).decode()
    assert csv.startswith("step,train_loss,") and csv.count("\n") == 21
    assert job.id in [each.id for each in client.fine_tuning.jobs.list(limit=1)]
    assert client.models.delete(job.fine_tuned_model).deleted
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve(job.fine_tuned_model)


def test_the_same_file_and_seed_give_the_same_measures(client):
    file = examples(client)
    jobs = [ended(client, client.fine_tuning.jobs.create(model="demo", training_file=file.id, seed=5)) for _ in range(2)]
    assert len({client.files.content(job.result_files[0]).read() for job in jobs}) == 1


def test_a_file_with_too_few_examples_fails_the_job(client):
    job = ended(client, client.fine_tuning.jobs.create(model="demo", training_file=examples(client, 7).id))
    assert (job.status, job.error.code, job.error.param) == ("failed", "invalid_n_examples", "training_file")
    assert job.error.message == "Training file has 7 example(s), but must have at least 10 examples"


def test_what_is_not_there_is_refused(client):
    with pytest.raises(openai.BadRequestError) as refused:
        client.fine_tuning.jobs.create(model="demo", training_file="file-none")
    assert (refused.value.code, refused.value.param) == ("invalid_training_file", "training_file")
    with pytest.raises(openai.BadRequestError):
        client.fine_tuning.jobs.create(model="other", training_file=examples(client).id)
    for ask in (client.fine_tuning.jobs.retrieve, client.fine_tuning.jobs.cancel, client.fine_tuning.jobs.pause,
                client.fine_tuning.jobs.resume):
        with pytest.raises(openai.NotFoundError):
            ask("ftjob-none")


def test_projects_are_let_use_a_checkpoint(client):
    job = ended(client, client.fine_tuning.jobs.create(model="demo", training_file=examples(client).id))
    checkpoint = client.fine_tuning.jobs.checkpoints.list(job.id).data[0].fine_tuned_model_checkpoint
    permissions = client.fine_tuning.checkpoints.permissions
    made = list(permissions.create(checkpoint, project_ids=["proj_1", "proj_2"]))
    assert [each.project_id for each in made] == ["proj_1", "proj_2"]
    assert [each.project_id for each in permissions.list(checkpoint, limit=1)] == ["proj_2", "proj_1"]
    assert permissions.delete(made[0].id, fine_tuned_model_checkpoint=checkpoint).deleted


def test_graders_are_run_and_validated(client):
    graders = client.fine_tuning.alpha.graders
    check = {"type": "string_check", "name": "same", "input": "{{sample.output_text}}", "reference": "{{item.label}}",
             "operation": "eq"}
    near = {"type": "text_similarity", "name": "near", "input": "{{sample.output_text}}", "reference": "{{item.label}}",
            "evaluation_metric": "fuzzy_match"}
    multi = {"type": "multi", "name": "both", "graders": {"same": check, "near": near},
             "calculate_output": "(same + near) / 2"}
    ran = graders.run(grader=multi, model_sample="Yes", item={"label": "Yes"})
    assert (ran.reward, ran.sub_rewards) == (1, {"same": 1, "near": 1})
    assert graders.validate(grader=check).grader.name == "same"
    with pytest.raises(openai.BadRequestError) as refused:
        graders.run(grader={"type": "python", "name": "p", "source": "def grade(sample, item): return 1"},
                    model_sample="x")
    assert refused.value.param == "grader.type"
