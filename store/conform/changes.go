package conform

import (
	"errors"
	"fmt"

	"github.com/tintinh/tintinh/store"
)

func changeTests() []test {
	return []test{
		{"every change, in commit order", allChanges},
		{"changes go on after a cursor", changesAfter},
		{"changes of an article that moved stay with their hosts", changesMoved},
		{"an error of the caller ends the walk over changes", changesError},
	}
}

// everyChange is a walk over all changes: "host n id change revision".
func (e *env) everyChange(after store.Cursor) (all []string) {
	e.Helper()
	e.check(e.Changes(e.ctx, after, func(host string, n uint64, r store.Record) error {
		a, err := r.Article()
		if err != nil {
			return err
		}
		if a.Seq != n {
			return fmt.Errorf("change %d of %s has seq %d", n, host, a.Seq)
		}
		all = append(all, fmt.Sprintf("%s %d %s %s %d", host, n, a.ID, a.Change, a.Revision))
		return nil
	}))
	return all
}

func allChanges(e *env) {
	e.same("an empty store", []string(nil), e.everyChange(nil))
	a, b := e.desk(hostA), e.desk(hostB)
	a.put(article(hostA, 1))
	a.put(article(hostA, 2))
	b.put(article(hostB, 1))
	a.put(titled(article(hostA, 1), "Tít mới"))
	a.put(article(hostA, 3))
	a.put(titled(article(hostA, 1), "Tít mới nữa"))
	e.restart()
	e.same("history", []string{
		"baovidu.vn 1 baovidu.vn:1 new 1", "baovidu.vn 2 baovidu.vn:2 new 1", "baovidu.vn 3 baovidu.vn:1 edited 2",
		"baovidu.vn 4 baovidu.vn:3 new 1", "baovidu.vn 5 baovidu.vn:1 edited 3",
		"daimau.vn:8080 1 daimau.vn:1 new 1",
	}, e.everyChange(nil))
}

func changesAfter(e *env) {
	a := e.desk(hostA)
	a.put(article(hostA, 1))
	a.put(titled(article(hostA, 1), "Tít hai"))
	a.put(titled(article(hostA, 1), "Tít ba"))
	e.same("after 1", []string{"baovidu.vn 2 baovidu.vn:1 edited 2", "baovidu.vn 3 baovidu.vn:1 edited 3"}, e.everyChange(store.Cursor{hostA: 1}))
	e.same("after 2", []string{"baovidu.vn 3 baovidu.vn:1 edited 3"}, e.everyChange(store.Cursor{hostA: 2}))
	e.same("after 3", []string(nil), e.everyChange(store.Cursor{hostA: 3}))
	var ahead *store.CursorAhead
	err := e.Changes(e.ctx, store.Cursor{hostA: 4}, func(string, uint64, store.Record) error { return nil })
	if !errors.As(err, &ahead) {
		e.Errorf("a cursor of another store: %v", err)
	}
}

func changesMoved(e *env) {
	old, now := e.desk(hostA), e.desk(hostB)
	old.put(article(hostA, 1))
	now.put(titled(article(hostA, 1), "Tít ở máy chủ mới"))
	e.same("history", []string{"baovidu.vn 1 baovidu.vn:1 new 1", "daimau.vn:8080 1 baovidu.vn:1 edited 2"}, e.everyChange(nil))
}

func changesError(e *env) {
	a := e.desk(hostA)
	a.put(article(hostA, 1))
	a.put(article(hostA, 2))
	stop, n := errors.New("đủ rồi"), 0
	err := e.Changes(e.ctx, nil, func(string, uint64, store.Record) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		e.Errorf("%v after %d calls, want the caller's error after one", err, n)
	}
}
