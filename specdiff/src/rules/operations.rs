//! Paths and operations.

super::rules! {
    PATH_REMOVED = "path-removed" None Breaking Major Contract <=> "path-added" {
        what: "A path and all its operations are gone.",
        why: "Every published call to it fails; its methods leave the crate.",
        example: "delete `paths./pets`",
    }
    PATH_ADDED = "path-added" None Safe Minor Contract <=> "path-removed" {
        what: "A path with its operations is new.",
        why: "Nobody calls it yet; the crate gains methods.",
        example: "add `paths./pets`",
    }
    PATH_RENAMED = "path-renamed" None Breaking Major Contract <=> "path-renamed" {
        what: "The operations of a path are found under another path: same operationIds, or the same operations word for word.",
        why: "Published clients call the old URL. This crate names its methods after method and path, so they have other names; where a crate names them after operationIds, the settings make this none: the methods only build another URL.",
        example: "`/pets` becomes `/animals`, `operationId: listPets` stays",
    }
    OPERATION_REMOVED = "operation-removed" None Breaking Major Contract <=> "operation-added" {
        what: "A method of a path that stays is gone.",
        why: "Every published call to it fails; its method leaves the crate.",
        example: "delete `paths./pets.delete`",
    }
    OPERATION_ADDED = "operation-added" None Safe Minor Contract <=> "operation-removed" {
        what: "A path that was there has a new method.",
        why: "Nobody calls it yet; the crate gains a method.",
        example: "add `paths./pets.delete`",
    }
    OPERATION_ID_CHANGED = "operation-id-changed" None Safe None Contract <=> "operation-id-changed" {
        what: "The operationId of an operation is another one, is new or is gone.",
        why: "It is never sent. This crate names its methods after method and path; where a crate names them after operationIds, the settings make this a major change.",
        example: "`operationId: listPets` becomes `listAllPets`",
    }
    OPERATION_TAGS_CHANGED = "operation-tags-changed" None Safe None Contract <=> "operation-tags-changed" {
        what: "The tags of an operation are others.",
        why: "Tags are never sent, and this crate does not name anything after them.",
        example: "`tags: [pets]` becomes `tags: [animals]`",
    }
    OPERATION_DEPRECATED = "operation-deprecated" None Safe Minor Contract <=> "operation-reactivated" {
        what: "An operation is marked deprecated.",
        why: "It still works; callers get a compiler warning.",
        example: "add `deprecated: true`",
    }
    OPERATION_REACTIVATED = "operation-reactivated" None Safe None Contract <=> "operation-deprecated" {
        what: "An operation is no longer marked deprecated.",
        why: "It works as before; a warning goes away.",
        example: "delete `deprecated: true`",
    }
    CALLBACK_ADDED = "callback-added" Response Safe Minor Contract <=> "callback-removed" {
        what: "An operation announces a callback that it did not have.",
        why: "The client does not receive calls; a receiver that exists sees one more event. A JSON body has a type in the crate.",
        example: "add `callbacks.onDone`",
    }
    CALLBACK_REMOVED = "callback-removed" Response Risky Major Contract <=> "callback-added" {
        what: "A callback of an operation is gone.",
        why: "A receiver that waits for it waits in vain. The type of a JSON body leaves the crate.",
        example: "delete `callbacks.onDone`",
    }
    WEBHOOK_ADDED = "webhook-added" Response Safe Minor Contract <=> "webhook-removed" {
        what: "The document announces a webhook that it did not have.",
        why: "The client does not receive calls; a receiver that exists sees one more event. A JSON body has a type in the crate.",
        example: "add `webhooks.petBorn`",
    }
    WEBHOOK_REMOVED = "webhook-removed" Response Risky Major Contract <=> "webhook-added" {
        what: "A webhook is gone.",
        why: "A receiver that waits for it waits in vain. The type of a JSON body leaves the crate.",
        example: "delete `webhooks.petBorn`",
    }
}
