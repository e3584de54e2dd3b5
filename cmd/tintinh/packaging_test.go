package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// root is a file of the project.
func root(path ...string) string { return filepath.Join(append([]string{"..", ".."}, path...)...) }

func read(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(root(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// commandExists wants a command line of the documentation to be one.
func commandExists(t *testing.T, args []string) {
	t.Helper()
	cmd, rest, err := (&app{}).command().Find(args)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err != nil || !cmd.Runnable() {
		t.Errorf("tintinh %s: %v", strings.Join(args, " "), err)
	}
}

// TestSystemdUnits: systemd has nothing to say against the units, and calls
// the service well confined.
func TestSystemdUnits(t *testing.T) {
	service := read(t, "packaging", "systemd", "tintinh.service")
	commandExists(t, strings.Fields(regexp.MustCompile(`ExecStart=/usr/local/bin/tintinh (.*)`).FindStringSubmatch(service)[1]))
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here; the units are not verified")
	}
	dir := t.TempDir()
	var files []string
	for name, unit := range map[string]string{
		"tintinh.service": strings.ReplaceAll(service, "/usr/local/bin/tintinh", "/bin/true"), // which must exist
		"tintinh.timer":   read(t, "packaging", "systemd", "tintinh.timer"),
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(unit), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	out, err := exec.Command(analyze, append([]string{"verify", "--man=no"}, files...)...).CombinedOutput()
	if err != nil || strings.Contains(string(out), dir) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err = exec.Command(analyze, "security", "--offline=true", "--threshold=20", "--no-pager", filepath.Join(dir, "tintinh.service")).CombinedOutput()
	if err != nil {
		t.Errorf("systemd-analyze security: the exposure is above 2.0: %v\n%s", err, out)
	}
}

// TestKubernetes: the job gives way to itself, has a deadline beyond the run's
// own, no rights, and names what the other documents define.
func TestKubernetes(t *testing.T) {
	docs := map[string]map[string]any{}
	d := yaml.NewDecoder(strings.NewReader(read(t, "packaging", "kubernetes", "tintinh.yaml")))
	for {
		var doc map[string]any
		err := d.Decode(&doc)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		docs[doc["kind"].(string)] = doc
	}
	job := docs["CronJob"]
	for path, want := range map[string]string{
		"spec.concurrencyPolicy":                                              "Forbid",
		"spec.jobTemplate.spec.activeDeadlineSeconds":                         "3300",
		"spec.jobTemplate.spec.template.spec.restartPolicy":                   "Never",
		"spec.jobTemplate.spec.template.spec.securityContext.runAsNonRoot":    "true",
		"spec.jobTemplate.spec.template.spec.securityContext.fsGroup":         "65532",
		"spec.jobTemplate.spec.template.spec.volumes.0.persistentVolumeClaim": "map[claimName:" + fmt.Sprint(at(docs["PersistentVolumeClaim"], "metadata.name")) + "]",
		"spec.jobTemplate.spec.template.spec.volumes.1.configMap":             "map[name:" + fmt.Sprint(at(docs["ConfigMap"], "metadata.name")) + "]",
		"spec.jobTemplate.spec.template.spec.containers.0.securityContext":    "map[allowPrivilegeEscalation:false capabilities:map[drop:[ALL]] readOnlyRootFilesystem:true]",
	} {
		if got := fmt.Sprint(at(job, path)); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	var args []string
	for _, a := range at(job, "spec.jobTemplate.spec.template.spec.containers.0.args").([]any) {
		args = append(args, a.(string))
	}
	commandExists(t, args)
	w := newWorkspace(t, at(docs["ConfigMap"], "data").(map[string]any)["config.yaml"].(string))
	if _, err := loadConfig(filepath.Join(w.dir, "config.yaml"), func(string) string { return "" }); err != nil {
		t.Error(err)
	}
}

// at goes down a decoded document; parts of digits are indices.
func at(doc any, path string) any {
	for part := range strings.SplitSeq(path, ".") {
		switch d := doc.(type) {
		case map[string]any:
			doc = d[part]
		case []any:
			doc = d[part[0]-'0']
		}
	}
	return doc
}

// TestReleaseRecipes: goreleaser, packaging/build and the Dockerfile make the
// same programs.
func TestReleaseRecipes(t *testing.T) {
	var g struct {
		Builds []struct {
			Main, Binary        string
			Env, Flags, Ldflags []string
			Goos, Goarch        []string
			ModTimestamp        string `yaml:"mod_timestamp"`
		}
		Archives []struct{ Files []struct{ Src string } }
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, ".goreleaser.yaml")), &g); err != nil {
		t.Fatal(err)
	}
	b, script, image := g.Builds[0], read(t, "packaging", "build"), read(t, "Dockerfile")
	var targets []string
	for _, os := range b.Goos {
		for _, arch := range b.Goarch {
			targets = append(targets, os+"/"+arch)
		}
	}
	if !strings.Contains(script, "targets=("+strings.Join(targets, " ")+")") {
		t.Errorf("packaging/build has not goreleaser's platforms %v", targets)
	}
	ldflags := strings.NewReplacer("{{ .Version }}", "$version", "{{ .FullCommit }}", "$commit").Replace(b.Ldflags[0])
	for name, recipe := range map[string]string{"packaging/build": script, "Dockerfile": strings.NewReplacer("$VERSION", "$version", "$COMMIT", "$commit").Replace(image)} {
		for _, flag := range slices.Concat(b.Env, b.Flags, []string{ldflags, b.Main}) {
			if !strings.Contains(recipe, flag) {
				t.Errorf("%s has not goreleaser's %q", name, flag)
			}
		}
	}
	for _, f := range g.Archives[0].Files {
		if found, err := filepath.Glob(root(f.Src)); err != nil || len(found) == 0 && !strings.HasPrefix(f.Src, "dist-extras/") {
			t.Errorf("goreleaser packs %s, which is not there (%v)", f.Src, err)
		}
	}
	if b.ModTimestamp == "" || !strings.Contains(script, g.Checksum.NameTemplate) {
		t.Errorf("%+v", g)
	}
}

// TestImage puts together what the Dockerfile's last stage copies and runs the
// program in it as its user, with nothing else of the machine: no libc, no
// shell, no root.
func TestImage(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("chroot needs root")
	}
	_, last, ok := strings.Cut(read(t, "Dockerfile"), "\nFROM scratch\n")
	if !ok {
		t.Fatal("the last stage is not from scratch")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "out", "tintinh")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	image := filepath.Join(dir, "image")
	shell := exec.Command("bash", "-euc", `
mkdir -p "$2"/etc/ssl/certs "$2"/usr/local/bin "$2"/data "$2"/tmp
install -m 755 "$1" "$2"/usr/local/bin/tintinh
cp /etc/ssl/certs/ca-certificates.crt "$2"/etc/ssl/certs/
chown 65532:65532 "$2"/data; chmod 1777 "$2"/tmp; chmod 755 "$3" "$2"`, "-", program, image, dir)
	if out, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, line := range []string{
		"COPY --from=build /out/tintinh /usr/local/bin/tintinh", "COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/",
		"COPY --from=build --chown=65532:65532 /out/data /data", "USER 65532:65532", "ENV TINTINH_DATA=/data", "VOLUME /data",
		`ENTRYPOINT ["/usr/local/bin/tintinh"]`,
	} {
		if !strings.Contains(last, line+"\n") {
			t.Errorf("the Dockerfile has not %q: then this test tries another image", line)
		}
	}
	for _, args := range [][]string{{"version"}, {"demo"}, {"status"}, {"serve", "--update"}} {
		run := exec.Command("/usr/local/bin/tintinh", args...)
		run.SysProcAttr = confined(image)
		run.Dir, run.Env = "/data", []string{"TINTINH_DATA=/data"}
		if args[0] == "demo" {
			run.Args = append(run.Args, "--data", "/data")
		}
		if out, err := run.CombinedOutput(); err != nil {
			t.Errorf("tintinh %v in the image: %v\n%.2000s", args, err, out)
		}
	}
}
