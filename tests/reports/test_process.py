import asyncio
import os
import signal
import subprocess
import sys

import pytest

from bot.reports.process import HelperProcess, JobCrashed, JobFailed, JobTookTooLong, Limits

# The standard library misbehaves as well as any job of ours could.
JOBS = {
    "crash": "os:abort",
    "echo": "builtins:dict",
    "encode": "base64:b64encode",
    "exit": "os:_exit",
    "fail": "json:loads",
    "hang": "signal:pause",
    "hog": "builtins:bytearray",
    "kill": "os:kill",
    "list": "os:listdir",
    "own number": "os:getpid",
    "print": "builtins:print",
    "read a setting": "os:getenv",
    "set": "builtins:set",
}
BYTES = bytes(range(256)) * 1000


@pytest.fixture
async def helper():
    async with HelperProcess(JOBS) as process:
        yield process


async def test_json_and_bytes_go_in_and_come_out(helper):
    assert await helper.call("echo", name="مرحبا", numbers=[1, 2.5, None]) == {
        "name": "مرحبا",
        "numbers": [1, 2.5, None],
    }
    assert (await helper.call("encode", s=BYTES))[:8] == b"AAECAwQF"


async def test_calls_are_answered_in_their_order_by_one_process(helper):
    finished = []

    async def call(number):
        assert await helper.call("echo", number=number) == {"number": number}
        finished.append(number)

    first = await helper.call("own number")
    await asyncio.gather(*(call(number) for number in range(20)))
    assert finished == list(range(20))
    assert await helper.call("own number") == first


async def test_an_error_in_a_job_is_told_and_the_process_goes_on(helper):
    before = await helper.call("own number")
    with pytest.raises(JobFailed, match="JSONDecodeError: Expecting property name") as caught:
        await helper.call("fail", s="{")
    assert caught.value.__notes__[0].startswith("Traceback")
    assert await helper.call("own number") == before


async def test_a_result_that_is_no_json_is_an_error_of_the_job(helper):
    with pytest.raises(JobFailed, match="TypeError: Object of type set is not JSON serializable"):
        await helper.call("set")


@pytest.mark.parametrize(
    ("job", "arguments", "problem", "words"),
    [
        ("crash", {}, JobCrashed, "crash: ended by SIGABRT"),
        ("exit", {"status": 3}, JobCrashed, "exit: ended with status 3"),
        ("hog", {"source": 10**10}, JobCrashed, "hog: needed more memory than it may have"),
    ],
)
async def test_a_crash_is_told_and_the_next_job_gets_a_new_process(helper, job, arguments, problem, words):
    before = await helper.call("own number")
    with pytest.raises(problem) as caught:
        await helper.call(job, **arguments)
    assert str(caught.value) == words
    assert await helper.call("own number") != before


async def test_too_much_computing_counts_as_too_long(helper):
    await helper.call("own number")
    hanging = asyncio.create_task(helper.call("hang"))
    await asyncio.sleep(0)
    helper._process.send_signal(signal.SIGXCPU)
    with pytest.raises(JobTookTooLong, match="hang: stopped after too much computing"):
        await hanging


async def test_a_job_beyond_its_time_is_stopped_and_the_next_one_works():
    async with HelperProcess(JOBS, Limits(seconds=0.2)) as helper:
        with pytest.raises(JobTookTooLong, match=r"hang: stopped after 0\.2 seconds"):
            await helper.call("hang")
        assert helper.pid is None
        helper._limits = Limits()
        assert await helper.call("echo", number=1) == {"number": 1}


async def test_a_caller_who_gives_up_leaves_no_late_answer_to_the_next_one(helper):
    await helper.call("own number")
    hanging = asyncio.create_task(helper.call("hang"))
    await asyncio.sleep(0)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert await helper.call("echo", number=1) == {"number": 1}


async def test_a_library_that_prints_does_not_disturb(helper):
    assert await helper.call("print", end="noise") is None
    assert await helper.call("echo", number=1) == {"number": 1}


async def test_the_process_knows_no_secret_and_inherits_no_file(helper, monkeypatch):
    monkeypatch.setenv("PASSERELLE_TELEGRAM_TOKEN", "12:secret")
    read, write = os.pipe()
    os.set_inheritable(write, True)
    assert await helper.call("read a setting", key="PASSERELLE_TELEGRAM_TOKEN") is None
    # its three standard files, the pipe for answers, and the folder being listed
    assert sorted(await helper.call("list", path="/dev/fd")) == ["0", "1", "2", "3", "4"]
    os.close(read)
    os.close(write)


async def test_an_idle_process_ends_and_a_new_one_starts_on_demand():
    async with HelperProcess(JOBS, Limits(idle_seconds=0)) as helper:
        first = await helper.call("own number")
        child = helper._process
        assert await asyncio.wait_for(child.wait(), timeout=60) == 0
        assert await helper.call("own number") != first


async def test_closing_ends_the_process(helper):
    await helper.call("own number")
    child = helper._process
    await helper.close()
    assert (child.returncode, helper.pid) == (0, None)


def test_a_killed_parent_takes_a_busy_process_with_it():
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            """
import asyncio
from bot.reports.process import HelperProcess

async def main():
    helper = HelperProcess({"hang": "signal:pause", "ready": "os:getpid"})
    await helper.call("ready")
    hanging = asyncio.create_task(helper.call("hang"))
    await asyncio.sleep(0)
    print("busy", flush=True)
    await hanging

asyncio.run(main())
""",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout.readline() == "busy\n"
    parent.kill()
    # The child holds the parent's standard error: its end is the end of both.
    assert parent.communicate(timeout=60) == ("", "")
