//! The answer that is a list.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde_json::{Map, Value};

use super::discover::{Resource, Role};
use super::pages::Page;
use super::store::Collection;
use super::{Call, fit, identity, no_sample};
use crate::core::lock;
use crate::refusal::Refusal;

impl Call<'_> {
    pub(super) fn list(
        &self,
        resource: &Resource,
        collection: &Collection,
        body: &Map<String, Value>,
    ) -> Result<Response, Refusal> {
        let Some(place) = &resource.list else { return self.sampled() };
        let page = Page::asked(self.document, self.operation, place, &self.incoming.query, body);
        let store = lock(&self.own.store);
        let found = page
            .of(&store, collection, |id, members| {
                let mut members = members.clone();
                identity::put(self.document, Some(&place.item), &mut members, id);
                fit::answer(self.document, &self.own.samples, &place.items, &place.item, &members)
            })
            .map_err(no_sample)?;
        drop(store);
        let path = &self.incoming.path;
        let url = format!("{}{path}", self.core.origin());
        let link = page.link(self.document, &found, &url);
        let whole =
            page.answer(self.document, &self.own.samples, place, found, &url).map_err(no_sample)?;
        let mut response = self.documented(Role::List, Some(&whole))?;
        if let Some(own) = response.headers_mut().get_mut(header::LINK) {
            match link.and_then(|link| HeaderValue::from_str(&link).ok()) {
                Some(link) => *own = link,
                None => {
                    response.headers_mut().remove(header::LINK);
                }
            }
        }
        Ok(response)
    }
}
