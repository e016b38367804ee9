package meili

import (
	"context"
	"fmt"

	"github.com/meilisearch/meilisearch-go"

	"chalkline"
)

// do hands Meilisearch a task and waits until it is done.
func (x *Index) do(ctx context.Context, begin func(context.Context) (*meilisearch.TaskInfo, error)) error {
	asked, cancel := context.WithTimeout(ctx, requestTime)
	task, err := begin(asked)
	cancel()
	if err != nil {
		return x.explain(err)
	}
	return x.wait(ctx, task.TaskUID)
}

// wait waits until a task is done, and says why it failed.
func (x *Index) wait(ctx context.Context, task int64) error {
	ctx, cancel := context.WithTimeout(ctx, taskTime)
	defer cancel()
	done, err := x.server.WaitForTaskWithContext(ctx, task, taskPause)
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("wait for task %d of Meilisearch: %w", task, ctx.Err())
	case err != nil:
		return x.explain(err)
	case done.Status != meilisearch.TaskStatusSucceeded:
		return chalkline.Errorf(chalkline.CodeInvalid, "task %d of Meilisearch (%s of the index %s) %s: %s; its log may say more",
			task, done.Type, done.IndexUID, done.Status, done.Error.Code)
	}
	return nil
}

// settle waits until tasks are done that were begun earlier and not waited for to
// the end, so that they do not pile up on a slow server.
func (x *Index) settle(ctx context.Context) error {
	asked, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	open, err := x.server.GetTasksWithContext(asked, &meilisearch.TasksQuery{
		Limit: 1, IndexUIDS: []string{x.config.Name, x.next()},
		Statuses: []meilisearch.TaskStatus{meilisearch.TaskStatusEnqueued, meilisearch.TaskStatusProcessing},
	})
	if err != nil {
		return x.explain(err)
	}
	for _, task := range open.Results { // the newest: all others are done before
		if err := x.wait(ctx, task.UID); err != nil {
			return err
		}
	}
	return nil
}
