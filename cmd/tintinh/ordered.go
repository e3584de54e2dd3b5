package main

import (
	"context"
	"sync"
)

// ordered runs work on every input with n workers and hands the results to
// emit in input order, holding at most 4n of them. It ends at the first error
// of emit. When ctx ends, what was begun is finished, and an input that is
// still waited for, as from a pipe, is waited for no more.
func ordered[In, Out any](ctx context.Context, n int, inputs func(yield func(In) bool), work func(In) Out, emit func(Out) error) error {
	type slot struct {
		in  In
		out chan Out
	}
	queue := make(chan slot)        // to the workers
	pending := make(chan slot, 4*n) // the same slots, in order
	stop := make(chan struct{})
	var workers sync.WaitGroup
	for range n {
		workers.Go(func() {
			for {
				select {
				case s, more := <-queue:
					if !more {
						return
					}
					s.out <- work(s.in)
				case <-stop:
					return
				}
			}
		})
	}
	go func() {
		defer close(pending)
		defer close(queue)
		inputs(func(in In) bool {
			s := slot{in, make(chan Out, 1)}
			select {
			case pending <- s:
			case <-stop:
				return false
			}
			select {
			case queue <- s:
				return true
			case <-stop:
				return false
			}
		})
	}()
	var err error
	for err == nil {
		s, more := next(ctx, pending)
		if !more {
			break
		}
		err = emit(<-s.out)
	}
	close(stop)
	workers.Wait()
	return err
}

// next takes what is there, and waits for more until ctx ends.
func next[T any](ctx context.Context, from <-chan T) (v T, more bool) {
	select {
	case v, more = <-from:
		return v, more
	default:
	}
	select {
	case v, more = <-from:
	case <-ctx.Done():
	}
	return v, more
}
