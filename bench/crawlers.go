package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strings"

	"github.com/tintinh/tintinh/bench/site"
)

// crawler is one that is compared. command prepares a run: it returns the
// program to start, or why it is not to be had here.
type crawler struct {
	name    string
	command func(*bench) (cmd *exec.Cmd, missing string, err error)
}

func crawlers() []crawler {
	return []crawler{
		{"tintinh-raw-none", tintinh("none")},
		{"tintinh-raw-all", tintinh("all")},
		{"plain", goPeer("plain")},
		{"colly-arrange", goPeer("colly-arrange")},
		{"colly-queue", goPeer("colly-queue")},
		{"colly-usual", goPeer("colly-usual")},
		{"crawlee", crawlee},
		{"scrapy", scrapy},
	}
}

func (b *bench) inGo(cmd *exec.Cmd) *exec.Cmd {
	cmd.Env = os.Environ()
	if b.cores > 0 {
		cmd.Env = append(cmd.Env, fmt.Sprintf("GOMAXPROCS=%d", b.cores))
	}
	return cmd
}

// goPeer is a crawler of the package peer: this program, started again.
func goPeer(name string) func(*bench) (*exec.Cmd, string, error) {
	return func(b *bench) (*exec.Cmd, string, error) {
		self, err := os.Executable()
		if err != nil {
			return nil, "", err
		}
		args := append([]string{"-peer", name, "-out", filepath.Join(b.dir, name+".jsonl")}, b.starts()...)
		return b.inGo(exec.Command(self, args...)), "", nil
	}
}

// tintinh is the program itself, with a store of its own for each run: robots,
// deduplication, revisions, bbolt with fsync, and the raw pages if kept.
func tintinh(keep string) func(*bench) (*exec.Cmd, string, error) {
	return func(b *bench) (*exec.Cmd, string, error) {
		if err := b.build(); err != nil {
			return nil, "", err
		}
		data := filepath.Join(b.dir, "data-"+keep)
		if err := os.RemoveAll(data); err != nil {
			return nil, "", err
		}
		if err := os.MkdirAll(data, 0o755); err != nil {
			return nil, "", err
		}
		config := filepath.Join(data, "config.yaml")
		if err := os.WriteFile(config, []byte(b.config(keep)), 0o644); err != nil {
			return nil, "", err
		}
		return b.inGo(exec.Command(b.binary, "crawl", "--config", config, "--data", data)), "", nil
	}
}

// build makes the program, once.
func (b *bench) build() error {
	if b.binary != "" {
		return nil
	}
	binary := filepath.Join(b.dir, "tintinh")
	build := exec.Command("go", "build", "-o", binary, "./cmd/tintinh")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build tintinh (run this in bench/): %w\n%s", err, out)
	}
	b.binary = binary
	return nil
}

// config names each site as a portal, to be read like any other: by sitemap
// and sections, with twelve selectors.
func (b *bench) config(keep string) string {
	var c strings.Builder
	fmt.Fprintf(&c, "crawl: {workers: %d, delay: 0s}\nraw: {keep: %s}\nlog: {level: error}\nportals:\n", b.hosts, keep)
	for i, s := range b.sites {
		fmt.Fprintf(&c, "  - id: bao-%d\n    outlet: Báo Tỉnh %d\n    hosts: [\"%s\"]\n    allow_private: true\n    delay: 0s\n    article: '^/[a-z-]+/\\d{6}/[a-z0-9-]+-(?P<id>\\d+)\\.html$'\n    sources:\n", i, i, s.Addr)
		fmt.Fprintf(&c, "      - {kind: sitemap, url: \"http://%s/sitemap.xml\", every: 6h}\n", s.Addr)
		for _, path := range site.Sections() {
			fmt.Fprintf(&c, "      - {kind: listing, url: \"http://%s%s\", every: 1h, follow: \"a.next\"}\n", s.Addr, path)
		}
		c.WriteString("    rules:\n      - title: [\"h1.detail-title\"]\n        lead: [\"div.sapo\"]\n        byline: [\"div.meta .author\"]\n        published: [\"div.meta .date\"]\n        body: [\"#content\"]\n        section: [\".breadcrumb li a\"]\n        tags: [\".tags a\"]\n        caption: [\".image_desc\"]\n        views: [\".meta .views\"]\n        strip: [\".social\"]\n        related: [\".box-lien-quan\"]\n        audio: [\"audio source@src\"]\n")
	}
	return c.String()
}

func scrapy(b *bench) (*exec.Cmd, string, error) {
	const python = "/usr/bin/python3" // Debian's, which has Debian's Scrapy
	if err := exec.Command(python, "-c", "import scrapy").Run(); err != nil {
		return nil, "no Scrapy: apt-get install python3-scrapy", nil
	}
	out := filepath.Join(b.dir, "scrapy.jsonl")
	if err := os.RemoveAll(out); err != nil {
		return nil, "", err
	}
	cmd := exec.Command(python, "-m", "scrapy", "runspider", filepath.Join("scrapy", "spider.py"), "-o", out)
	cmd.Env = append(os.Environ(), "STARTS="+strings.Join(b.starts(), " "))
	return cmd, "", nil
}

func crawlee(b *bench) (*exec.Cmd, string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, "", err
	}
	dir := filepath.Join(cache, "tintinh-bench", "crawlee")
	if err := os.CopyFS(dir, os.DirFS("crawlee")); err != nil && !os.IsExist(err) {
		return nil, "", err
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		install := exec.Command("npm", "install", "--no-audit", "--no-fund")
		install.Dir = dir
		if out, err := install.CombinedOutput(); err != nil {
			return nil, fmt.Sprintf("npm install failed: %v: %s", err, out), nil
		}
	}
	args := append([]string{filepath.Join(dir, "crawl.mjs"), filepath.Join(b.dir, "crawlee.jsonl")}, b.starts()...)
	return exec.Command("node", args...), "", nil
}

// profiled writes a processor profile until what it returns is called.
func profiled(file string) (stop func()) {
	if file == "" {
		return func() {}
	}
	f, err := os.Create(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: no profile:", err)
		return func() {}
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		fmt.Fprintln(os.Stderr, "bench: no profile:", err)
	}
	return func() { pprof.StopCPUProfile(); f.Close() }
}
