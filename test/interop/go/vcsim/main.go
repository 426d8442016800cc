// vcsim is VMware's vSphere simulator (govmomi's simulator package) as a peer
// for our tests: it listens on loopback with TLS, really checks the password,
// says that nested virtualization is supported, and has an admin server (see
// admin.go) with which a test counts requests and provokes failures.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

func main() {
	log.SetPrefix("vcsim: ")
	log.SetFlags(0)

	esx := flag.Bool("esx", false, "simulate a single ESXi host instead of a vCenter")
	vms := flag.Int("vm", 2, "virtual machines per resource pool (vCenter) or in all (ESXi)")
	hosts := flag.Int("host", 3, "hosts in the cluster, besides the standalone one (vCenter only)")
	standalone := flag.Int("standalone-host", 1, "hosts outside the cluster (vCenter only)")
	listen := flag.String("listen", "127.0.0.1:0", "loopback address to listen on")
	user := flag.String("user", "user", "the only user name that can log in")
	pass := flag.String("pass", "pass", "its password")
	off := flag.Bool("off", true, "leave the virtual machines powered off")
	delay := flag.Int("delay", 0, "milliseconds to wait before each SOAP call")
	nested := flag.Bool("nested", true, "capability.nestedHVSupported of all hosts and virtual machines")
	features := flag.String("features", "cpuid.vmx=1,hv.capable=1,cpuid.intel=1,cpuid.amd=0,cpuid.svm=0",
		"config.featureCapability and config.maskedFeatureCapability of all hosts, as key=value,...")
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("unexpected argument %q", flag.Arg(0))
	}
	mustBeLoopback(*listen)
	patcher, err := newPatcher(*nested, *features)
	check(err)

	model := simulator.VPX()
	if *esx {
		model = simulator.ESX()
	} else {
		model.ClusterHost = *hosts
		model.Host = *standalone
	}
	model.Machine = *vms
	model.Autostart = !*off
	check(model.Create())
	patcher.patch(model.Map())

	// Any user info but simulator.DefaultLogin makes the simulator compare the
	// user name and the password; otherwise it accepts whatever is not empty.
	service := model.Service
	service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*user, *pass)}
	cert, err := selfSigned()
	check(err)
	service.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	server := service.NewServer()

	client, err := vim25.NewClient(service.Context, service) // in process, not counted
	check(err)
	peer := &peer{client: client, sdk: service.ServeMux, delay: time.Duration(*delay) * time.Millisecond}
	peer.reset()
	server.Config.Handler = peer // nobody knows the port yet

	admin, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() { log.Fatal(http.Serve(admin, peer.admin())) }()

	check(json.NewEncoder(os.Stdout).Encode(map[string]string{
		"url":            "https://" + server.URL.Host + server.URL.Path,
		"admin":          "http://" + admin.Addr().String(),
		"fingerprint256": fingerprint(cert.Leaf.Raw),
		"caPem":          string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Leaf.Raw})),
	}))

	waitForEnd()
	model.Remove() // the simulator's temporary directory
}

// waitForEnd returns when stdin is at its end, that is when the process that
// started us closed it or died, or when we are told to stop by a signal.
func waitForEnd() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		end <- syscall.SIGTERM
	}()
	<-end
}

// patcher gives all hosts and virtual machines the capabilities that the
// simulator's templates leave out. It is a simulator.RegisterObject, which the
// simulator calls for each object that it adds to its inventory.
type patcher struct {
	nested   bool
	features []types.HostFeatureCapability
}

func newPatcher(nested bool, features string) (*patcher, error) {
	p := &patcher{nested: nested}
	for pair := range strings.SplitSeq(features, ",") {
		if pair == "" {
			continue
		}
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("-features: %q is not key=value", pair)
		}
		p.features = append(p.features, types.HostFeatureCapability{Key: key, FeatureName: key, Value: value})
	}
	return p, nil
}

// patch patches all that there is and all that comes later.
func (p *patcher) patch(registry *simulator.Registry) {
	for _, entity := range registry.All("") {
		p.PutObject(nil, entity)
	}
	registry.AddHandler(p)
}

func (p *patcher) Reference() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "Patcher", Value: "patcher"}
}

func (p *patcher) PutObject(_ *simulator.Context, object mo.Reference) {
	switch o := object.(type) {
	case *simulator.HostSystem:
		o.Capability.NestedHVSupported = p.nested
		o.Config.FeatureCapability = p.features
		o.Config.MaskedFeatureCapability = p.features
	case *simulator.VirtualMachine:
		o.Capability.NestedHVSupported = p.nested
	}
}

func (p *patcher) UpdateObject(*simulator.Context, mo.Reference, []types.PropertyChange) {}
func (p *patcher) RemoveObject(*simulator.Context, types.ManagedObjectReference)         {}

// selfSigned makes a new certificate for this run, its own CA, so that a test
// can tell two runs apart by the fingerprint.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		Subject:               pkix.Name{CommonName: "localhost", Organization: []string{"vhv vcsim"}},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// fingerprint is the SHA-256 of a DER certificate as AA:BB:...
func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

func mustBeLoopback(address string) {
	host, _, err := net.SplitHostPort(address)
	check(err)
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		log.Fatalf("-listen: %s is not a loopback address", host)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
