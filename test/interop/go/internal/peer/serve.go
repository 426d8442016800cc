package peer

import (
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
)

// Flags are the flags of all our servers.
type Flags struct {
	ESX        bool
	off        bool
	nested     bool
	vms        int
	hosts      int
	standalone int
	delay      int
	listen     string
	user       string
	pass       string
	features   string
}

// AddFlags adds them to the command line.
func AddFlags() *Flags {
	f := &Flags{}
	flag.BoolVar(&f.ESX, "esx", false, "be an ESXi host instead of a vCenter")
	flag.IntVar(&f.vms, "vm", 2, "virtual machines per resource pool (vCenter) or in all (ESXi)")
	flag.IntVar(&f.hosts, "host", 3, "hosts in the cluster, besides the standalone one; 0: no cluster (vCenter only)")
	flag.IntVar(&f.standalone, "standalone-host", 1, "hosts outside the cluster (vCenter only)")
	flag.StringVar(&f.listen, "listen", "127.0.0.1:0", "loopback address to listen on")
	flag.StringVar(&f.user, "user", "user", "the only user name that can log in")
	flag.StringVar(&f.pass, "pass", "pass", "its password")
	flag.BoolVar(&f.off, "off", true, "leave the virtual machines powered off")
	flag.IntVar(&f.delay, "delay", 0, "milliseconds to wait before each SOAP call")
	flag.BoolVar(&f.nested, "nested", true, "capability.nestedHVSupported of all hosts and virtual machines")
	flag.StringVar(&f.features, "features", "cpuid.vmx=1,hv.capable=1,cpuid.intel=1,cpuid.amd=0,cpuid.svm=0",
		"config.featureCapability and config.maskedFeatureCapability of all hosts, as key=value,...")
	return f
}

// Run parses the command line, starts the server and returns when it is to
// end. Before the server is ready, setup may add to it.
func Run(f *Flags, setup func(*Peer)) {
	log.SetFlags(0)
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("unexpected argument %q", flag.Arg(0))
	}
	mustBeLoopback(f.listen)
	model := f.model()
	defer model.Remove() // the simulator's temporary directory

	// Any user info but simulator.DefaultLogin makes the simulator compare the
	// user name and the password; otherwise it accepts whatever is not empty.
	service := model.Service
	service.Listen = &url.URL{Host: f.listen, User: url.UserPassword(f.user, f.pass)}
	cert, err := selfSigned()
	Check(err)
	service.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	server := service.NewServer()

	client, err := vim25.NewClient(service.Context, service)
	Check(err)
	admin, err := net.Listen("tcp", "127.0.0.1:0")
	Check(err)
	p := &Peer{
		Service: service,
		Client:  client,
		admin:   http.NewServeMux(),
		server:  server,
		others:  connections{open: map[net.Conn]struct{}{}},
		delay:   time.Duration(f.delay) * time.Millisecond,
		ready: map[string]any{
			"url":            "https://" + server.URL.Host + server.URL.Path,
			"admin":          "http://" + admin.Addr().String(),
			"fingerprint256": fingerprint(cert.Leaf.Raw),
			"caPem":          string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Leaf.Raw})),
		},
	}
	p.reset()
	p.handleAll()
	server.Config.Handler = p // nobody knows the port yet
	setup(p)
	go func() { log.Fatal(http.Serve(admin, p.admin)) }()
	Check(json.NewEncoder(os.Stdout).Encode(p.ready))
	waitForEnd()
}

func (f *Flags) model() *simulator.Model {
	patcher, err := newPatcher(f.nested, f.features)
	Check(err)
	model := simulator.VPX()
	if f.ESX {
		model = simulator.ESX()
	} else {
		model.ClusterHost = f.hosts
		if f.hosts == 0 { // the simulator cannot have an empty one
			model.Cluster = 0
		}
		model.Host = f.standalone
	}
	model.Machine = f.vms
	model.Autostart = !f.off
	Check(model.Create())
	patcher.patch(model.Map())
	return model
}

// AlsoListen makes the same server answer at a further address, with a
// certificate of its own if ownCert says so, and adds its URL (and that
// certificate's fingerprint) to the line that is printed under the given name.
func (p *Peer) AlsoListen(name, address string, ownCert bool) error {
	mustBeLoopback(address)
	config := &tls.Config{Certificates: p.Service.TLS.Certificates}
	if ownCert {
		cert, err := selfSigned()
		if err != nil {
			return err
		}
		config.Certificates = []tls.Certificate{cert}
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: p, ConnState: p.others.note}
	go func() { log.Print(server.Serve(tls.NewListener(listener, config))) }()
	p.ready[name] = map[string]string{
		"url":            "https://" + listener.Addr().String() + p.server.URL.Path,
		"fingerprint256": fingerprint(config.Certificates[0].Leaf.Raw),
	}
	return nil
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

func mustBeLoopback(address string) {
	host, _, err := net.SplitHostPort(address)
	Check(err)
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		log.Fatalf("%s is not a loopback address", host)
	}
}

// Check ends the program if err is an error.
func Check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
