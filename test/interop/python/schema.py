"""Prints how pyVmomi declares vim25, as one JSON object.

"types" are data objects and enums by name, "managed" the properties of managed
objects, "methods" the parameters and the result of each method. Fields of types
and managed objects are without those of their base, in wire order.
"""

import json
import sys

from pyVmomi import VmomiSupport

PRIMITIVES = {
    "bool": "xsd:boolean",
    "byte": "xsd:byte",
    "short": "xsd:short",
    "int": "xsd:int",
    "long": "xsd:long",
    "float": "xsd:float",
    "double": "xsd:double",
    "str": "xsd:string",
    "binary": "xsd:base64Binary",
    "datetime": "xsd:dateTime",
    "URI": "xsd:anyURI",
    "object": "xsd:anyType",
    # Names and keys, which are text on the wire.
    "PropertyPath": "xsd:string",
    "ManagedMethod": "xsd:string",
    "type": "xsd:string",
    "Link": "xsd:string",
}


def name_of(kind):
    if issubclass(kind, VmomiSupport.ManagedObject):
        return "ManagedObjectReference"
    primitive = PRIMITIVES.get(kind.__name__.rsplit(".", 1)[-1])
    return primitive or VmomiSupport.GetWsdlName(kind)


def declare(name, kind, flags):
    is_list = issubclass(kind, list)
    return {
        "name": name,
        "type": name_of(kind.Item if is_list else kind),
        "optional": bool(flags & VmomiSupport.F_OPTIONAL),
        "list": is_list,
    }


def declared(kind):
    base = VmomiSupport.GetWsdlName(kind.__mro__[1])
    fields = [declare(prop.name, prop.type, prop.flags) for prop in kind._propList]
    # These two are of pyVmomi alone.
    return {"fields": fields} if base in ("DataObject", "anyType") else {"base": base, "fields": fields}


def method_of(info):
    result = info.result
    returns = [] if result is type(None) else [declare("returnval", result, info.resultFlags)]
    parameters = [declare(each.name, each.type, each.flags) for each in info.params]
    return {"parameters": parameters, "returns": returns}


def main():
    types, managed, methods = {}, {}, {}
    for namespace, name in list(VmomiSupport._wsdlDefMap):
        if namespace != "urn:vim25" or name.startswith("ArrayOf"):
            continue
        kind = VmomiSupport.GetWsdlType(namespace, name)
        if issubclass(kind, VmomiSupport.ManagedObject):
            managed[name] = declared(kind)
            for info in kind._methodInfo.values():
                methods[info.wsdlName] = method_of(info)
        elif issubclass(kind, VmomiSupport.DataObject):
            types[name] = declared(kind)
        else:
            types[name] = {"fields": [], "enum": True}
    json.dump({"types": types, "managed": managed, "methods": methods}, sys.stdout)


main()
