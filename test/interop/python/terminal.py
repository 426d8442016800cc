"""Runs a program on a terminal of its own, as the leader of its session, and does with the terminal what stdin says.

usage: terminal.py PROGRAM [ARGUMENT...]

A line of stdin is a JSON object: {"type": TEXT} types it, {"signal": NAME} sends a signal, {"modes": true} asks for the terminal's modes,
{"close": true} takes the terminal away. A line of stdout is {"shown": TEXT}, {"modes": {"canonical", "echo"}} or, as the last one, {"exit": CODE}:
the program's exit code, or the number of the signal that ended it, negative.
"""
import json
import os
import pty
import select
import signal
import sys
import termios


def tell(message):
    print(json.dumps(message), flush=True)


def modes(terminal):
    flags = termios.tcgetattr(terminal)[3]
    return {"canonical": bool(flags & termios.ICANON), "echo": bool(flags & termios.ECHO)}


def main():
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    commands = b""
    has_commands = True
    while True:
        sources = ([0] if has_commands else []) + ([] if terminal is None else [terminal])
        ready, _, _ = select.select(sources, [], [], 0.02)
        if terminal is not None and terminal in ready:
            try:
                tell({"shown": os.read(terminal, 65536).decode(errors="replace")})
                continue
            except OSError:
                pass  # The program has ended, and nobody else has the terminal open.
        if 0 in ready:
            some = os.read(0, 65536)
            has_commands = some != b""
            commands += some
            *lines, commands = commands.split(b"\n")
            for line in lines:
                command = json.loads(line)
                if "type" in command:
                    os.write(terminal, command["type"].encode())
                elif "signal" in command:
                    os.kill(pid, getattr(signal, command["signal"]))
                elif "modes" in command:
                    tell({"modes": modes(terminal)})
                elif "close" in command:
                    os.close(terminal)
                    terminal = None
            if not has_commands:
                os.kill(pid, signal.SIGKILL)  # The test is over, or has died.
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            if terminal is not None:
                tell({"modes": modes(terminal)})
            tell({"exit": os.waitstatus_to_exitcode(status)})
            return


main()
