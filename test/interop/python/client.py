"""pyVmomi, VMware's own Python client, as a client that knows nothing of us.

    client.py COMMAND [ARGUMENT...] < server.json

server.json says how to log in: {"host", "port", "user", "password", "caPem"}.
Each command logs in, does one thing, logs out and prints one JSON document.
A fault that the server answers with is printed as {"fault": TYPE, ...}: pyVmomi
raises it as an exception of a class that is generated from the API's own types.
"""

import json
import ssl
import sys
import time
import urllib.request

from pyVim.connect import Disconnect, SmartConnect
from pyVim.task import WaitForTask
from pyVmomi import VmomiSupport, vim, vmodl


def all_of(content, kind):
    """Every object of a kind, by a container view."""
    view = content.viewManager.CreateContainerView(content.rootFolder, [kind], True)
    try:
        return list(view.view)
    finally:
        view.DestroyView()


def named(content, kind, name):
    return next(obj for obj in all_of(content, kind) if obj.name == name)


def options_of(content):
    return all_of(content, vim.HostSystem)[0].configManager.advancedOption


def about(content):
    found = content.about
    return {"apiType": found.apiType, "apiVersion": found.apiVersion}


def list_vms(content):
    return [
        {
            "name": vm.name,
            "moid": vm._GetMoId(),
            "power": vm.runtime.powerState,
            "nestedHVEnabled": vm.config.nestedHVEnabled,
            "nestedHVSupported": vm.capability.nestedHVSupported,
            "annotation": vm.config.annotation,
            "extraConfig": {option.key: option.value for option in vm.config.extraConfig},
        }
        for vm in all_of(content, vim.VirtualMachine)
    ]


def list_states(content):
    """Read by path: of vcsim's VMs pyVmomi can read no whole runtime."""
    spec = vmodl.query.PropertyCollector
    paths = ["name", "runtime.powerState", "config.nestedHVEnabled", "config.extraConfig"]
    filter_spec = spec.FilterSpec(
        propSet=[spec.PropertySpec(type=vim.VirtualMachine, pathSet=paths)],
        objectSet=[spec.ObjectSpec(obj=vm) for vm in all_of(content, vim.VirtualMachine)],
    )
    states = []
    for found in content.propertyCollector.RetrieveContents([filter_spec]):
        values = {prop.name: prop.val for prop in found.propSet}
        states.append(
            {
                "name": values["name"],
                "power": values["runtime.powerState"],
                "nestedHVEnabled": values.get("config.nestedHVEnabled"),
                "extraConfig": {
                    option.key: option.value for option in values.get("config.extraConfig", [])
                },
            }
        )
    return states


def enable(content, name, change_version=None):
    """Turns nested virtualization on, upon the changeVersion that is read or the one that is given."""
    vm = named(content, vim.VirtualMachine, name)
    spec = vim.vm.ConfigSpec(
        changeVersion=change_version or vm.config.changeVersion,
        nestedHVEnabled=True,
    )
    state = WaitForTask(vm.ReconfigVM_Task(spec))
    return {"state": state, "nestedHVEnabled": vm.config.nestedHVEnabled}


def power(content, action, name):
    vm = named(content, vim.VirtualMachine, name)
    WaitForTask(vm.PowerOn() if action == "on" else vm.PowerOff())
    return {"power": vm.runtime.powerState}


def start_power_off(content, name):
    """Starts a task, and waits for nothing."""
    return named(content, vim.VirtualMachine, name).PowerOff()._GetMoId()


def resolve(content, moid):
    """What the two ways to put a task into a list view say of it."""
    task = vim.Task(moid, content.viewManager._stub)
    view = content.viewManager.CreateListView([])
    unresolved = [ref._GetMoId() for ref in view.ModifyListView(add=[task])]
    try:
        created = len(content.viewManager.CreateListView([task]).view)
    except vmodl.MethodFault as fault:
        created = type(fault).__name__
    return {"unresolved": unresolved, "added": len(view.view), "created": created}


def power_on_multi(content, name):
    """What is said of a VM that vCenter is to place and start."""
    datacenter = all_of(content, vim.Datacenter)[0]
    task = datacenter.PowerOnMultiVM_Task([named(content, vim.VirtualMachine, name)])
    WaitForTask(task)
    return [
        {"vm": one.vm.name, "task": one.task is not None} for one in task.info.result.attempted
    ]


def query_option(content, key):
    """The value as text, as a long can have more digits than a JSON reader keeps, and its Python type."""
    (option,) = options_of(content).QueryOptions(key)
    return {"value": str(option.value), "type": type(option.value).__name__}


def set_option(content, key, kind, text):
    """pyVmomi sends a Python int as xsd:long or xsd:int only by the type it is wrapped in."""
    types = {
        "long": lambda value: VmomiSupport.vmodlTypes["long"](value),
        "int": lambda value: VmomiSupport.vmodlTypes["int"](value),
        "bool": lambda value: value == "true",
        "str": str,
    }
    value = types[kind](text)
    options_of(content).UpdateOptions([vim.option.OptionValue(key=key, value=value)])
    return query_option(content, key)


def fetch(url, server):
    """A guest's file from the address that was given for it; an ESXi leaves the host to the client."""
    url = url.replace("https://*:", "https://%s:" % server["host"])
    context = ssl.create_default_context(cadata=server["caPem"])
    with urllib.request.urlopen(url, context=context) as response:
        return response.read().decode()


def output_in_guest(content, server, name, user, password, program, arguments):
    """What a program in a guest writes, by way of a temporary file; then a file goes the other way."""
    vm = named(content, vim.VirtualMachine, name)
    auth = vim.vm.guest.NamePasswordAuthentication(username=user, password=password)
    files = content.guestOperationsManager.fileManager
    path = files.CreateTemporaryFileInGuest(vm, auth, "py-", ".txt")
    redirected = "%s > '%s' 2>&1" % (arguments, path)
    ran = run_in_guest(content, name, user, password, program, redirected)
    info = files.InitiateFileTransferFromGuest(vm, auth, path)
    output = fetch(info.url, server)
    put_in_guest(files, vm, auth, path, b"replaced", server)
    replaced = fetch(files.InitiateFileTransferFromGuest(vm, auth, path).url, server)
    files.DeleteFileInGuest(vm, auth, path)
    try:
        files.InitiateFileTransferFromGuest(vm, auth, path)
        after = "still there"
    except vim.fault.FileNotFound as fault:
        after = fault_facts(fault)["fault"]
    proc = files.InitiateFileTransferFromGuest(vm, auth, "/proc/cpuinfo").size
    return {
        "exitCode": ran["exitCode"],
        "size": info.size,
        "output": output,
        "replaced": replaced,
        "after": after,
        "proc": proc,
    }


def put_in_guest(files, vm, auth, path, data, server):
    attributes = vim.vm.guest.FileManager.PosixFileAttributes()
    url = files.InitiateFileTransferToGuest(vm, auth, path, attributes, len(data), True)
    url = url.replace("https://*:", "https://%s:" % server["host"])
    context = ssl.create_default_context(cadata=server["caPem"])
    request = urllib.request.Request(url, data=data, method="PUT")
    with urllib.request.urlopen(request, context=context) as response:
        return response.status


def run_in_guest(content, name, user, password, program, arguments):
    """Starts a program in a guest, and waits until the list of processes says how it ended."""
    vm = named(content, vim.VirtualMachine, name)
    auth = vim.vm.guest.NamePasswordAuthentication(username=user, password=password)
    manager = content.guestOperationsManager.processManager
    spec = vim.vm.guest.ProcessManager.ProgramSpec(programPath=program, arguments=arguments)
    pid = manager.StartProgramInGuest(vm, auth, spec)
    while True:
        (process,) = manager.ListProcessesInGuest(vm, auth, [pid])
        if process.endTime is not None:
            return {"name": process.name, "exitCode": process.exitCode}
        time.sleep(0.05)


COMMANDS = {
    "about": about,
    "list": list_vms,
    "states": list_states,
    "enable": enable,
    "power": power,
    "start-power-off": start_power_off,
    "resolve": resolve,
    "power-on-multi": power_on_multi,
    "query-option": query_option,
    "set-option": set_option,
    "run-in-guest": run_in_guest,
}


def fault_facts(fault):
    """The type of a fault and its own fields, as far as they are text."""
    fields = {
        info.name: getattr(fault, info.name)
        for info in fault._GetPropertyList()
        if isinstance(getattr(fault, info.name), str)
    }
    return {"fault": type(fault).__name__, "fields": fields}


def main():
    server = json.load(sys.stdin)
    context = ssl.create_default_context(cadata=server["caPem"])
    try:
        service = SmartConnect(
            host=server["host"],
            port=server["port"],
            user=server["user"],
            pwd=server["password"],
            sslContext=context,
        )
        try:
            content = service.RetrieveContent()
            if sys.argv[1] == "output-in-guest":
                answer = output_in_guest(content, server, *sys.argv[2:])
            else:
                answer = COMMANDS[sys.argv[1]](content, *sys.argv[2:])
        finally:
            Disconnect(service)
    except vmodl.MethodFault as fault:
        answer = fault_facts(fault)
    json.dump(answer, sys.stdout)


main()
