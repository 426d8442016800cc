// types prints how govmomi declares the types of vim25, as one JSON object by
// name: data objects, enums, requests and responses, and under managed the
// properties of managed objects. It reads govmomi's source, because responses
// are in no registry. Run it in the folder of go.mod. The fields of a type are
// in wire order, without those of its base.
package main

import (
	"encoding/json"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

type field struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Optional bool   `json:"optional"`
	List     bool   `json:"list"`
}

type declaration struct {
	Base   string  `json:"base,omitempty"`
	Alias  string  `json:"alias,omitempty"`
	Fields []field `json:"fields"`
	Enum   bool    `json:"enum"`
}

var primitives = map[string]string{
	"bool":      "xsd:boolean",
	"int8":      "xsd:byte",
	"byte":      "xsd:byte",
	"int16":     "xsd:short",
	"int32":     "xsd:int",
	"int64":     "xsd:long",
	"float32":   "xsd:float",
	"float64":   "xsd:double",
	"string":    "xsd:string",
	"time.Time": "xsd:dateTime",
	"AnyType":   "xsd:anyType",
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("types: ")
	declared := map[string]map[string]declaration{
		"types":   read("github.com/vmware/govmomi/vim25/types", "types.go", "enum.go"),
		"managed": read("github.com/vmware/govmomi/vim25/mo", "mo.go"),
	}
	if err := json.NewEncoder(os.Stdout).Encode(declared); err != nil {
		log.Fatal(err)
	}
}

func read(path string, names ...string) map[string]declaration {
	found, err := build.Import(path, ".", build.FindOnly)
	if err != nil {
		log.Fatal(err)
	}
	declared := map[string]declaration{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(found.Dir, name), nil, 0)
		if err != nil {
			log.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if spec, ok := node.(*ast.TypeSpec); ok {
				declared[spec.Name.Name] = declare(spec.Type)
				return false
			}
			return true
		})
	}
	return declared
}

// declare reads a struct, `type Login LoginRequestType`, or `type TaskInfoState string`.
func declare(expr ast.Expr) declaration {
	d := declaration{Fields: []field{}}
	switch t := expr.(type) {
	case *ast.Ident:
		d.Enum = t.Name == "string"
		if !d.Enum {
			d.Alias = t.Name
		}
	case *ast.StructType:
		for _, f := range t.Fields.List {
			if len(f.Names) == 0 {
				d.Base = nameOf(f.Type)
			} else if declared, ok := declareField(f); ok {
				d.Fields = append(d.Fields, declared)
			}
		}
	}
	return d
}

// declareField leaves out what is on no wire: the Self of managed objects.
func declareField(f *ast.Field) (field, bool) {
	text, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		log.Fatal(err)
	}
	tag := reflect.StructTag(text)
	name, options, _ := strings.Cut(tag.Get("xml"), ",")
	if name == "" {
		// Managed objects have no XML: their properties have names in JSON only.
		name, options, _ = strings.Cut(tag.Get("json"), ",")
	}
	d := field{Name: name, Optional: strings.Contains(options, "omitempty")}
	expr := f.Type
	if list, ok := expr.(*ast.ArrayType); ok {
		if nameOf(list.Elt) == "xsd:byte" {
			d.Type = "xsd:base64Binary"
			return d, true
		}
		d.List = true
		expr = list.Elt
	}
	if pointer, ok := expr.(*ast.StarExpr); ok {
		d.Optional = true
		expr = pointer.X
	}
	d.Type = nameOf(expr)
	if _, ok := expr.(*ast.ArrayType); ok {
		d.Type = "xsd:base64Binary"
	}
	if d.Type == "ByteSlice" {
		d.Type, d.List = "xsd:byte", true
	}
	return d, name != "self"
}

func nameOf(expr ast.Expr) string {
	var name string
	switch t := expr.(type) {
	case *ast.Ident:
		name = t.Name
	case *ast.SelectorExpr:
		name = t.Sel.Name
		if t.X.(*ast.Ident).Name != "types" {
			name = t.X.(*ast.Ident).Name + "." + name
		}
	}
	if primitive, ok := primitives[name]; ok {
		return primitive
	}
	if rest, ok := strings.CutPrefix(name, "Base"); ok && rest != "" {
		return rest
	}
	return name
}
